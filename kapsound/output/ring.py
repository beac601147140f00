"""Shares sound with the output process: a ring of frames, and counters, that both have mapped.

Each counter is written by one side only. Frames are stereo float32, as they are rendered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import Final

from kapsound.units import CHANNELS

FRAME_BYTES = 4 * CHANNELS
CAPACITY = 1 << 15
"""The frames a ring holds: 0.68 s."""

_HEADER_BYTES = 4_096
RING_BYTES = _HEADER_BYTES + CAPACITY * FRAME_BYTES
_GAPS_AT, _GAPS_KEPT, _GAP_WORDS = 64, 64, 3


@dataclass(frozen=True, slots=True)
class Gap:
    """Silence that was heard in place of sound: so many frames of it, before frame `at`.

    `starved` if the ring was empty, as its writer was late; else the output process was.
    """

    at: int
    frames: int
    starved: bool = True


class _Counter:
    """A number in the header of a ring."""

    def __init__(self, place: int) -> None:
        self._place = place

    def __get__(self, ring: "Ring", _: type) -> int:
        return ring.words[self._place]

    def __set__(self, ring: "Ring", value: int) -> None:
        ring.words[self._place] = value


class Ring:
    """Frames on their way to a device; its memory is as long as `RING_BYTES`, and zeros at first.

    The writer counts the frames it has `written`, says how many are `wanted` in the ring before
    sound begins, and that it has `ended`. The reader counts the frames it has `consumed`, those
    it `handed` to the device, silence included, and keeps when it was last `called` (monotonic
    nanoseconds), and whether it is `sounding`; up to `sure` the device was known to be there, until
    it is `gone`.
    """

    written = _Counter(0)
    wanted = _Counter(1)
    ended = _Counter(2)
    consumed = _Counter(16)
    handed = _Counter(17)
    called = _Counter(18)
    sure = _Counter(19)
    gone = _Counter(20)
    gaps = _Counter(21)
    sounding = _Counter(22)

    def __init__(self, memory: mmap | bytearray) -> None:
        whole = memoryview(memory)
        self.words: Final = whole[:_HEADER_BYTES].cast("Q")
        self._sound = whole[_HEADER_BYTES:]

    @property
    def waiting(self) -> int:
        """Frames that are written and not consumed yet."""
        return self.written - self.consumed

    def put(self, sound: memoryview) -> None:
        """Write frames, as bytes; no more than the ring has room for."""
        at, begin = 0, self.written
        for part in self._parts(begin, len(sound)):
            part[:] = sound[at : at + len(part)]
            at += len(part)
        self.written = begin + len(sound) // FRAME_BYTES

    def copy(self, begin: int, out: memoryview) -> None:
        """Fill `out` with the bytes of the frames from `begin` on, consumed or not."""
        at = 0
        for part in self._parts(begin, len(out)):
            out[at : at + len(part)] = part
            at += len(part)

    def note(self, gap: Gap) -> None:
        """Keep a gap; the writer has taken it before so many more have come."""
        place = _place(self.gaps)
        self.words[place], self.words[place + 1] = gap.at, gap.frames
        self.words[place + 2] = gap.starved
        self.gaps += 1

    def gaps_from(self, number: int) -> Iterator[Gap]:
        """Yield the gaps from a number on, counted from 0, as far as they are still kept."""
        for each in range(max(number, self.gaps - _GAPS_KEPT), self.gaps):
            at, frames, starved = self.words[_place(each) : _place(each) + _GAP_WORDS]
            yield Gap(at, frames, bool(starved))

    def _parts(self, begin: int, octets: int) -> Iterator[memoryview]:
        """Yield the one or two stretches of memory that hold so many bytes from a frame on."""
        start = begin % CAPACITY * FRAME_BYTES
        first = min(octets, len(self._sound) - start)
        yield self._sound[start : start + first]
        if first < octets:
            yield self._sound[: octets - first]


def _place(number: int) -> int:
    return _GAPS_AT + number % _GAPS_KEPT * _GAP_WORDS
