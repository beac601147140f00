"""Reads and checks playlists: the whole written session, as a clinic writes it in TOML.

Other programs may use what `__all__` names; the rest of this package is private and may change.

    playlist = parse_playlist(decode_playlist(raw, file), file)
    for problem in check(playlist, root, prepared, text, file):
        print(problem)

`parse_playlist` raises a `PlaylistError` that holds every mistake at once, each with its line.
`check` finds what would go wrong in the room, given the sounds as they were prepared. What is
named here is loaded when it is first asked for: a screen that needs one part loads no other.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from kapsound.errors import PlaylistError, Problem

if TYPE_CHECKING:
    from kapsound.core.check import check
    from kapsound.core.playlist.model import Phase, Playlist
    from kapsound.core.playlist.parse import decode_playlist, parse_playlist

__all__ = [
    "Phase",
    "Playlist",
    "PlaylistError",
    "Problem",
    "check",
    "decode_playlist",
    "parse_playlist",
]
_HOMES = {
    "check": "kapsound.core.check",
    "Phase": "kapsound.core.playlist.model",
    "Playlist": "kapsound.core.playlist.model",
    "decode_playlist": "kapsound.core.playlist.parse",
    "parse_playlist": "kapsound.core.playlist.parse",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
