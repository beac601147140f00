"""Which tracks may be chosen: none is repeated before all others were heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kapsound.core.material import Track


@dataclass(frozen=True, slots=True)
class Wanted:
    """The tracks that may be played as they are wanted, and the keys heard, the latest last."""

    tracks: tuple[Track, ...]
    heard: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A choice to make: all of `base`, in that order, then any of `open`, in that order."""

    base: tuple[Track, ...]
    open: tuple[Track, ...]


def layers(wanted: Wanted) -> Iterator[Layer]:
    """Yield the layers: the unheard tracks, then those and all again, and so on without end.

    The later layers are in the order of their last hearing; the track heard last of all is not
    in them, so that it does not follow itself, unless there is no other.
    """
    if not wanted.tracks:
        yield Layer((), ())
        return
    known = set(wanted.heard)
    unheard = tuple(track for track in wanted.tracks if track.clip.key not in known)
    base: tuple[Track, ...] = ()
    heard = list(wanted.heard)
    if unheard:
        yield Layer((), unheard)
        base, heard = unheard, _heard_after(heard, unheard)
    while True:
        again = _again(wanted.tracks, heard)
        yield Layer(base, again)
        base, heard = (*base, *again), _heard_after(heard, again)


def _again(tracks: Sequence[Track], heard: Sequence[str]) -> tuple[Track, ...]:
    others = [track for track in tracks if track.clip.key != heard[-1]] or list(tracks)
    last = {key: place for place, key in enumerate(heard)}
    return tuple(sorted(others, key=lambda track: last[track.clip.key]))


def _heard_after(heard: Sequence[str], played: Sequence[Track]) -> list[str]:
    late = dict.fromkeys(track.clip.key for track in reversed(played))
    return [*(key for key in heard if key not in late), *reversed(late)]
