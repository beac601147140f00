"""Plans tracks one after another: whose turn it is, and when each begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from kapsound.core.material import Material, Phase, Track
from kapsound.units import Frames, grid_ceil

# The end asked for of each phase, None where it waits for the dose.
Ends = tuple[Frames | None, ...]
# A phase without an end is planned this many tracks ahead.
OPEN_SLOTS = 8
# A crossfade takes no more than this part of either of its tracks.
LARGEST_PART = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """A track that is due: it begins at `start` by a crossfade of `fade` frames."""

    track: Track
    start: Frames
    fade: Frames

    @property
    def end(self) -> Frames:
        """The frame at which its clip is over."""
        return Frames(self.start + self.track.clip.frames)


@dataclass(frozen=True, slots=True)
class Present:
    """The track that plays while a phase is planned, and when its clip is over."""

    track: Track
    end: Frames


def order(phase: Phase, seed: int) -> tuple[Track, ...]:
    """Return a phase's tracks in the order they are wanted; shuffled ones by the seed."""
    tracks = list(phase.tracks)
    if phase.arrange == "shuffle":
        Random(f"{seed}/{phase.name}").shuffle(tracks)  # noqa: S311  # music, not secrets
    return tuple(tracks)


def playable(tracks: Sequence[Track], lost: frozenset[str]) -> tuple[Track, ...]:
    """Return the tracks whose audio is not lost."""
    if not lost:
        return tuple(tracks)
    return tuple(track for track in tracks if track.clip.key not in lost)


def in_turn(
    wanted: Sequence[Track], heard: Sequence[str], lost: frozenset[str]
) -> tuple[Track, ...]:
    """Return the playable tracks: unheard ones as wanted, then least recently heard first."""
    last = {key: place for place, key in enumerate(heard)}
    found = playable(wanted, lost)
    return tuple(sorted(found, key=lambda track: last.get(track.clip.key, -1)))


def heard_with(heard: Sequence[str], track: Track) -> tuple[str, ...]:
    """Return `heard` with a track as the most recent."""
    return (*(key for key in heard if key != track.clip.key), track.clip.key)


def fade_between(before: Track | None, after: Track, crossfade: Frames) -> Frames:
    """Return the length of a crossfade, shorter where a track is short."""
    lengths = [track.clip.frames for track in (before, after) if track is not None]
    return Frames(min(crossfade, *(length // LARGEST_PART for length in lengths)))


@dataclass(frozen=True, slots=True)
class Pool:
    """The tracks that a plan chooses from, and what it has to know of them."""

    tracks: tuple[Track, ...]
    heard: tuple[str, ...]
    lost: frozenset[str]
    crossfade: Frames


def arrange(
    pool: Pool, present: Present | None, frame: Frames, end: Frames | None
) -> tuple[Slot, ...]:
    """Plan the tracks from `frame` to `end`, or a few ahead where the end is open."""
    slots: list[Slot] = []
    for slot in _follow(pool, present, frame):
        if end is None and len(slots) == OPEN_SLOTS:
            break
        if end is not None and slot.start + (slot.fade if slots or present else 0) >= end:
            break
        slots.append(slot)
    return tuple(slots)


def _next_in_turn(pool: Pool, heard: Sequence[str]) -> Track | None:
    """Return the first that `in_turn` gives, without putting the others in order."""
    last = {key: place for place, key in enumerate(heard)}
    found = playable(pool.tracks, pool.lost)
    return min(found, key=lambda track: last.get(track.clip.key, -1), default=None)


def _follow(pool: Pool, present: Present | None, frame: Frames) -> Iterator[Slot]:
    heard = pool.heard
    while True:
        track = _next_in_turn(pool, heard)
        if track is None:
            return
        fade = fade_between(present.track if present else None, track, pool.crossfade)
        start = grid_ceil(max(frame, present.end - fade if present else frame))
        slot = Slot(track, start, fade)
        yield slot
        heard = heard_with(heard, track)
        present, frame = Present(track, slot.end), start


def pool_of(material: Material, phase: int, heard: tuple[str, ...], lost: frozenset[str]) -> Pool:
    """Return the pool that the plan of a phase chooses from."""
    tracks = order(material.phases[phase], material.seed)
    return Pool(tracks, heard, lost, material.crossfade)
