"""Sorts tracks into the phases of a playlist, by how intense they are.

The calmest tracks go to the calmest phase. Each phase gets a share of all the music by its length,
up to `MOST` times that, so that it can land on the end of a track however long it becomes; what is
most intense is left out first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from kapsound.core.check.sounds import HIGHEST_DBTP, LOUDEST_LUFS
from kapsound.core.intensity import intensity_of
from kapsound.core.playlist.model import Phase, Playlist
from kapsound.core.query.facts import HIGHEST, Facts
from kapsound.units import Seconds

MOST = 3.0
_SHORTEST_CROSSFADES = 3
"""A phase that is arranged to fit passes over tracks shorter than so many crossfades."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The tracks of each phase, calmest first, and those that are in none."""

    phases: tuple[tuple[Facts, ...], ...]
    left_out: tuple[Facts, ...]


def assign(tracks: Sequence[Facts], like: Playlist) -> Assigned:
    """Sort tracks into the phases of a playlist that has the lengths and the course wanted."""
    shortest = _SHORTEST_CROSSFADES * like.crossfade.maximum
    usable = [item for item in tracks if _sounds_well(item) and item.length >= shortest]
    rooms = _rooms(like.phases, sum(item.length for item in usable))
    left_out = [item for item in tracks if item not in usable]
    for track in sorted(usable, key=lambda item: (intensity_of(item), item.path)):
        room = _room_for(track, rooms)
        (left_out if room is None else room.tracks).append(track)
    by_place = {room.place: tuple(room.tracks) for room in rooms}
    return Assigned(tuple(by_place[place] for place in range(len(rooms))), tuple(left_out))


def _sounds_well(track: Facts) -> bool:
    """Say whether a check would have nothing to say of a track: it is heard, and not harsh."""
    loudness = track.loudness
    return loudness is not None and loudness <= LOUDEST_LUFS and track.peak <= HIGHEST_DBTP


@dataclass(slots=True)
class _Room:
    """What a phase has room for; `left` is the music it still takes, in seconds."""

    place: int
    length: Seconds
    left: float
    tracks: list[Facts]


def _rooms(phases: Sequence[Phase], music: float) -> list[_Room]:
    """Return the phases as rooms, the calmest first."""
    whole = sum(phase.length for phase in phases)
    part = min(MOST, music / whole)
    order = sorted(range(len(phases)), key=lambda place: (_intensity(phases[place]), place))
    return [_Room(n, phases[n].length, phases[n].length * part, []) for n in order]


def _room_for(track: Facts, rooms: Sequence[_Room]) -> _Room | None:
    """Return the calmest phase with room for a track, and time for it whole if there is one."""
    free = [room for room in rooms if room.left > 0]
    whole = [room for room in free if track.length <= room.length]
    room = next(iter(whole), max(free, key=lambda room: room.length, default=None))
    if room is not None:
        room.left -= track.length
    return room


def _intensity(phase: Phase) -> float:
    """Return how intense the music of a phase is as it was written; of none it is the most."""
    known = [track.intensity for track in phase.tracks if track.intensity is not None]
    return mean(known) if known else HIGHEST
