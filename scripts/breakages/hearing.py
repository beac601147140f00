"""Compares what was heard with what the record renders: what is the same, missing, or cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Keys = NDArray[np.uint64]

RATE = 48_000
COUNTED_LUFS = -43.0
"""What is softer counts as being so loud."""
SHORTEST = RATE // 1000
MEET = 256
"""So many frames must be the same for two sounds to be at the same place."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many frames were heard from `heard` on just as they were rendered from `rendered` on."""

    heard: int
    rendered: int
    frames: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs up to the last stretch that is the same, in frames.

    `silence` is the longest that was silent or missing unplanned, `missing` how much of the
    rendered sound was never heard as it is. `step` is the largest step from sample to sample
    where they differ, `own_step` the largest of the rendered sound about there.
    """

    same: int
    missing: int
    silence: int
    step: float
    own_step: float

    @property
    def startling(self) -> float:
        """The part of the largest step that the sound itself does not explain."""
        return max(0.0, self.step - self.own_step)


def silences(sound: Sound, shortest: int = SHORTEST) -> list[tuple[int, int]]:
    """Return begin and end of every stretch of nothing, from a millisecond on."""
    return _runs(~sound.any(axis=1), shortest)


def gaps(sound: Sound, shortest: int = SHORTEST) -> list[int]:
    """Return how long each stretch of nothing is, between the first sound and the last."""
    sounding = np.flatnonzero(sound.any(axis=1))
    between = sound[sounding[0] : sounding[-1]] if len(sounding) else sound[:0]
    return [end - begin for begin, end in silences(between, shortest)]


def frozen(sound: Sound, shortest: int = SHORTEST) -> list[tuple[int, int]]:
    """Return begin and end of every stretch in which one sample is repeated."""
    same = np.concatenate([[False], (np.diff(sound, axis=0) == 0).all(axis=1)])
    return _runs(same & sound.any(axis=1), shortest)


def largest_step(sound: Sound) -> float:
    """Return the largest step from one sample to the next, full scale being 1."""
    return float(np.abs(np.diff(sound, axis=0)).max(initial=0.0))


def largest_bend(sound: Sound) -> float:
    """Return the largest change of the step from sample to sample: slow sines hardly have one."""
    return float(np.abs(np.diff(sound.astype(np.float64), n=2, axis=0)).max(initial=0.0))


def largest_rise(momentary: Sequence[float]) -> float:
    """Return by how many LU loudness, in LUFS by 100 ms, rises within a second, of what counts."""
    pairs = zip(momentary, momentary[10:], strict=False)
    return max((after - max(before, COUNTED_LUFS) for before, after in pairs), default=0.0)


def stretches(heard: Sound, rendered: Sound) -> list[Stretch]:
    """Return what is the same sample for sample, in the order in which it was heard."""
    ours, theirs = _keys(heard), _keys(rendered)
    places = _Places(theirs)
    known = np.flatnonzero(np.isin(ours, theirs[theirs != 0]))
    found: list[Stretch] = []
    at, since = 0, 0
    while met := places.meet(ours, known[np.searchsorted(known, at) :], since):
        count = _same(ours[met[0] :], theirs[met[1] :])
        found.append(Stretch(*met, count))
        at, since = met[0] + count, met[1] + count
    return found


def compare(heard: Sound, rendered: Sound) -> Comparison:
    """Compare what was heard with what was rendered; the recording may begin and end elsewhere."""
    found = stretches(heard, rendered)
    if not found:
        return Comparison(0, len(rendered), len(rendered), 0.0, 0.0)
    seams = list(pairwise(found))
    own = [_own_step(rendered, found[0], found[0]), *(_own_step(rendered, *seam) for seam in seams)]
    return Comparison(
        same=sum(stretch.frames for stretch in found),
        missing=sum(after.rendered - _end(before).rendered for before, after in seams),
        silence=max((_silence(heard, *seam) for seam in seams), default=0),
        step=max([_head_step(heard, found[0]), *(_step(heard, *seam) for seam in seams)]),
        own_step=max(own),
    )


def _end(stretch: Stretch) -> Stretch:
    """Return where a stretch ends, as one of no length."""
    return Stretch(stretch.heard + stretch.frames, stretch.rendered + stretch.frames, 0)


def _silence(heard: Sound, before: Stretch, after: Stretch) -> int:
    """Return the longer of what is silent at a seam, and what of the session is not there."""
    part = heard[_end(before).heard : after.heard]
    silent = max((end - begin for begin, end in silences(part)), default=0)
    sounding = int(part.any(axis=1).sum())
    return max(silent, after.rendered - _end(before).rendered - sounding)


def _head_step(sound: Sound, first: Stretch) -> float:
    """Return the largest step up to the first stretch: how the sound came in."""
    return largest_step(sound[: first.heard + 1])


def _step(heard: Sound, before: Stretch, after: Stretch) -> float:
    return largest_step(heard[_end(before).heard - 1 : after.heard + 1])


def _own_step(rendered: Sound, before: Stretch, after: Stretch) -> float:
    begin = max(0, before.rendered + before.frames - RATE)
    return largest_step(rendered[begin : after.rendered + RATE])


def _keys(sound: Sound) -> Keys:
    """Return each frame, left and right together, as one number; silence is 0."""
    whole = np.ascontiguousarray(sound + np.float32(0), "<f4")  # -0.0 is silence too
    return whole.view("<u8")[:, 0]


def _same(ours: Keys, theirs: Keys) -> int:
    """Return how many frames are the same from the first on."""
    count = min(len(ours), len(theirs))
    other = ours[:count] != theirs[:count]
    return int(np.argmax(other)) if other.any() else count


def _runs(holds: Any, shortest: int) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], holds.astype(np.int8), [0]])))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(begin, end) for begin, end in pairs if end - begin >= shortest]


class _Places:
    """Finds where a frame stands in a sound."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    def meet(self, ours: Keys, candidates: NDArray[np.intp], since: int) -> tuple[int, int] | None:
        """Return the first place, ours and theirs, from which both are the same for a while."""
        for at in candidates.tolist():
            for place in self._of(int(ours[at]), since):
                if _same(ours[at : at + MEET], self._keys[place : place + MEET]) == MEET:
                    return at, place
        return None

    def _of(self, key: int, since: int) -> Iterator[int]:
        wanted = np.uint64(key)
        first = np.searchsorted(self._sorted, wanted, "left")
        last = np.searchsorted(self._sorted, wanted, "right")
        yield from (int(place) for place in self._order[first:last] if place >= since)
