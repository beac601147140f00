"""Brings the paths of a playlist's named roots beneath these roots.

A path without a root starts from the media root, which whoever prepares the sounds knows.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import TypeVar

from kapsound.core.playlist.model import Cue, Playlist, Sourced

_Item = TypeVar("_Item", Sourced, Cue)


def rooted(playlist: Playlist, roots: Mapping[str, str]) -> Playlist:
    """Return the playlist with the paths of named roots absolute; `roots` has those by name."""
    if not roots:
        return playlist

    def placed(item: _Item) -> _Item:
        if item.root is None or item.path is None:
            return item
        return item.model_copy(update={"path": str(PurePath(roots[item.root], item.path))})

    phases = (
        phase.model_copy(update={"tracks": tuple(map(placed, phase.tracks))})
        for phase in playlist.phases
    )
    beds = {name: placed(bed) for name, bed in playlist.beds.items()}
    cues = {name: placed(cue) for name, cue in playlist.cues.items()}
    return playlist.model_copy(update={"beds": beds, "cues": cues, "phases": tuple(phases)})


def named_roots(playlist: Playlist) -> frozenset[str]:
    """Return the names of the roots that a playlist's sounds start from, the media root apart."""
    items: list[Sourced | Cue] = [*playlist.beds.values(), *playlist.cues.values()]
    items += [track for phase in playlist.phases for track in phase.tracks]
    return frozenset(item.root for item in items if item.root)
