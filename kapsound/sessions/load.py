"""Reads a playlist file."""

from dataclasses import dataclass, replace
from pathlib import Path

from kapsound.core.assembly import recipes
from kapsound.core.playlist.model import SHIPPED, Playlist
from kapsound.core.playlist.parse import decode_playlist, parse_playlist
from kapsound.core.playlist.roots import named_roots, rooted
from kapsound.core.prepared import Recipe
from kapsound.errors import PlaylistError, Problem
from kapsound.files import read_whole
from kapsound.paths import ready_playlists
from kapsound.text import nearest

LARGEST = 2_000_000
"""How many bytes a playlist file may have: tens of thousands of tracks."""


@dataclass(frozen=True, slots=True)
class LoadedPlaylist:
    """A playlist as it was read; `root` is its absolute media root.

    `named` are its other roots, which the playlist's paths begin with already.
    """

    text: str
    file: Path
    playlist: Playlist
    root: str
    named: tuple[tuple[str, str], ...] = ()

    @property
    def roots(self) -> tuple[str, ...]:
        """Every folder that the playlist's files may lie in, the media root first."""
        return (self.root, *(folder for _, folder in self.named))

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """Every sound the playlist asks for, the safe bed first."""
        return recipes(self.playlist, self.root)

    def with_text(self, text: str) -> "LoadedPlaylist":
        """Return the same file's playlist with another text, as edited for one session.

        Raises:
            PlaylistError: the text holds problems.

        """
        playlist = parse_playlist(text, str(self.file))
        return replace(self, text=text, playlist=rooted(playlist, dict(self.named)))


def load(file: Path) -> LoadedPlaylist:
    """Read and validate a playlist file.

    Raises:
        PlaylistError: it cannot be read, or holds problems.

    """
    try:
        raw = read_whole(file, LARGEST)
    except (OSError, ValueError) as error:
        reason = f"cannot be read: {_reason(file, error)}"
        raise PlaylistError([Problem(str(file), reason)]) from error
    text = decode_playlist(raw, str(file))
    playlist = parse_playlist(text, str(file))
    beside = file.absolute().parent
    root = (beside / playlist.media).resolve()
    named = _named(playlist, beside)
    return LoadedPlaylist(text, file, rooted(playlist, named), str(root), tuple(named.items()))


def _named(playlist: Playlist, beside: Path) -> dict[str, str]:
    """Return the named roots that the playlist's sounds start from, by name."""
    folders = {**playlist.roots, SHIPPED: str(ready_playlists())}
    return {name: str((beside / folders[name]).resolve()) for name in sorted(named_roots(playlist))}


def _reason(file: Path, error: OSError | ValueError) -> str:
    if file.is_dir():
        return "it is a folder; name the playlist file in it"
    if isinstance(error, FileNotFoundError):
        beside = (path.stem for path in file.parent.glob("*.toml"))
        return f"there is no such file{nearest(file.stem, beside)}"
    return getattr(error, "strerror", None) or str(error)
