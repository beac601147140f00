"""Finds playlists by name: those of a person's own folders, and those that come with kapsound."""

from collections.abc import Iterable
from os.path import exists, expanduser, isdir
from pathlib import Path

from kapsound.errors import PlaylistError, Problem
from kapsound.paths import ready_playlists
from kapsound.text import nearest, quoted


def find_playlists(folders: Iterable[str]) -> tuple[Path, ...]:
    """Return the playlist files of these folders, then those that come with the program."""
    places = [*map(Path, map(expanduser, folders)), ready_playlists()]
    return tuple(path for folder in places for path in sorted(folder.glob("*.toml")))


def named_playlists(folders: Iterable[str]) -> dict[str, Path]:
    """Return these playlists by name, which is the file's without its ending.

    Of several with one name it is the first's: a person's own stand before those that come with
    the program.
    """
    return {path.stem: path for path in reversed(find_playlists(folders))}


def find_playlist(wanted: str, folders: Iterable[str]) -> Path:
    """Return the playlist file of a path, or else of a name in these folders.

    A path that is neither there nor a name is returned as it is; reading it says what is wrong.

    Raises:
        PlaylistError: there is no playlist of this name; it says which there are.

    """
    # Unlike those of Path, these take a name that no file can have for one that is not there.
    path, folder = Path(wanted), isdir(wanted)  # noqa: PTH112
    if exists(wanted) and not folder:  # noqa: PTH110
        return path
    named = named_playlists(folders)
    if wanted in named:
        return named[wanted]
    if not wanted or (path.name == wanted and not path.suffix and not folder):
        there = nearest(wanted, named) or f"; there are: {', '.join(sorted(named)) or 'none'}"
        message = f"is neither a playlist file nor the name of a playlist{there}"
        raise PlaylistError([Problem(quoted(wanted), message)])
    return path
