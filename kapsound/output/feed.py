"""Fills a device's buffers from a ring, softly where sound begins or ends unforeseen."""

from array import array
from collections.abc import Callable, MutableSequence

from kapsound.output.lateness import Lateness
from kapsound.output.ring import FRAME_BYTES, Gap, Ring
from kapsound.units import CHANNELS, SAMPLE_RATE

FADE = 480
"""The frames of a fade where the ring runs dry: 10 ms."""

_NS = 1_000_000_000
_LONGEST_TAIL = SAMPLE_RATE // 4


class Feed:
    """Takes a ring's frames for a device, as its callback.

    Once the ring runs dry, what was heard last is heard backwards, falling to nothing: no sample
    steps. Sound rises again when the ring holds more than is wanted in it. `clock` gives monotonic
    nanoseconds, `slept` the seconds the machine has slept since some time.
    """

    def __init__(self, ring: Ring, clock: Callable[[], int], slept: Callable[[], float]) -> None:
        self._ring, self._clock, self._slept = ring, clock, slept
        self._lateness = Lateness()
        self._asleep = slept()
        self._begun = self._over = self._left = False
        self._tail = memoryview(b"")
        self._dry = Gap(0, 0)

    @property
    def silent(self) -> bool:
        """Whether everything that is to be heard was handed over."""
        return not self._tail and (self._over or not self._ring.waiting)

    def leave(self) -> None:
        """Let what is left fall to nothing: its writer has gone."""
        self._left = True

    def fill(self, out: memoryview) -> None:
        """Fill a buffer of the device, of whole frames."""
        now = self._clock()
        self._notice_sleep()
        self._notice_lateness(now)
        if self._left and not self._over:
            self._fade_out(min(self._ring.waiting, _LONGEST_TAIL))
        taken = 0 if self._tail or self._over else self._take(out)
        if rest := out[taken * FRAME_BYTES :]:
            self._fill_dry(rest)
        self._ring.handed += len(out) // FRAME_BYTES
        self._ring.called = now

    def _take(self, out: memoryview) -> int:
        """Take frames from the ring, if it may sound; return how many."""
        ring, waiting = self._ring, self._ring.waiting
        if not ring.sounding and not (waiting > ring.wanted or (ring.ended and waiting)):
            return 0
        begin, taken = ring.consumed, min(len(out) // FRAME_BYTES, waiting)
        ring.copy(begin, out[: taken * FRAME_BYTES])
        if taken and not ring.sounding:
            self._begin(out[: taken * FRAME_BYTES])
        ring.consumed = begin + taken
        return taken

    def _begin(self, sound: memoryview) -> None:
        if self._begun:
            self._ring.note(self._dry)
            length = min(FADE, len(sound) // FRAME_BYTES) * FRAME_BYTES
            _shape(sound[:length].cast("f"), 0.0, 1.0)
        self._begun, self._ring.sounding = True, 1

    def _fill_dry(self, out: memoryview) -> None:
        """Fill a buffer, or its end, with what falls to nothing, and then with nothing."""
        ring = self._ring
        if ring.sounding and not self._over:
            ring.sounding = 0
            self._dry = Gap(ring.consumed, 0)
            if not ring.ended:
                self._tail = _mirrored(ring)
        part = self._tail[: len(out)]
        self._tail = self._tail[len(part) :]
        out[: len(part)] = part
        out[len(part) :] = bytes(len(out) - len(part))
        if not self._ring.sounding:
            self._dry = Gap(self._dry.at, self._dry.frames + len(out) // FRAME_BYTES)

    def _fade_out(self, frames: int) -> None:
        """Let the next frames fall to nothing, and the ring be over."""
        self._over = True
        if self._ring.sounding:
            self._tail = _falling(self._ring, frames) if frames else _mirrored(self._ring)

    def _notice_sleep(self) -> None:
        """Play nothing more once the machine has slept; what was meant to be heard is past."""
        if not self._over and self._slept() - self._asleep > 1.0:
            self._fade_out(min(self._ring.waiting, FADE))

    def _notice_lateness(self, now: int) -> None:
        handed = self._ring.handed / SAMPLE_RATE
        if found := self._lateness.look(now / _NS, handed, self._ring.consumed):
            at, seconds = found
            if self._ring.sounding:
                self._ring.note(Gap(at, round(seconds * SAMPLE_RATE), starved=False))


def _mirrored(ring: Ring) -> memoryview:
    """Return the last frames that were consumed, backwards and falling to nothing, as bytes."""
    frames = min(FADE, ring.consumed)
    sound = _samples(ring, ring.consumed - frames, frames)
    left, right = sound[::CHANNELS], sound[1::CHANNELS]
    sound[::CHANNELS], sound[1::CHANNELS] = left[::-1], right[::-1]
    _shape(sound, 1.0, 0.0)
    return memoryview(sound).cast("B")


def _falling(ring: Ring, frames: int) -> memoryview:
    """Return the next frames of a ring, falling to nothing, as bytes."""
    sound = _samples(ring, ring.consumed, frames)
    _shape(sound, 1.0, 0.0)
    return memoryview(sound).cast("B")


def _samples(ring: Ring, begin: int, frames: int) -> "array[float]":
    sound = array("f", bytes(frames * FRAME_BYTES))
    ring.copy(begin, memoryview(sound).cast("B"))
    return sound


def _shape(sound: "MutableSequence[float] | memoryview[float]", start: float, end: float) -> None:
    """Multiply interleaved samples by a straight line from `start` to `end`."""
    frames = len(sound) // CHANNELS
    for frame in range(frames):
        gain = start + (end - start) * (frame + 0.5) / frames
        for at in range(CHANNELS * frame, CHANNELS * frame + CHANNELS):
            sound[at] *= gain
