"""Mixes the session's voices: takes instructions, and renders blocks of sound."""

from collections.abc import Callable, Collection, Mapping

import numpy as np

from kapsound.audio.bus import SourceBus
from kapsound.audio.envelope import Shaper
from kapsound.audio.limiter import Limiter
from kapsound.audio.meters import MeterBridge, Meters
from kapsound.audio.source import Source, UnreadSource
from kapsound.audio.voice import Voice
from kapsound.core.instructions import (
    SOURCE_BUSES,
    BeginAnew,
    Clip,
    FreezeBus,
    Instruction,
    RampBus,
    StartVoice,
    StopVoice,
    ThawBus,
    VoiceId,
)
from kapsound.errors import MediaError
from kapsound.samples import Samples
from kapsound.units import GRID, Frames

OpenClip = Callable[[Clip], Source]
OpenAt = Callable[[Clip, Frames], Source]


class Mixer:
    """Sums voices on three buses to one stereo signal, block by block on the grid.

    `open_clip` gives the source of a clip and raises MediaError where it cannot. With `metered`
    it keeps `meters`; the sound is the same without. One with `open_at` begins asleep: until it
    wakes it opens nothing, and time only passes in it, by `skip`.
    """

    def __init__(
        self, open_clip: OpenClip, *, metered: bool = False, open_at: OpenAt | None = None
    ) -> None:
        self._open = UnreadSource if open_at else open_clip
        self._open_awake, self._open_at = open_clip, open_at
        self._buses = {bus: SourceBus() for bus in SOURCE_BUSES}
        self._shaper = Shaper()
        self._scratch = np.zeros((GRID, 2), np.float32)
        self._mix = np.zeros((GRID, 2), np.float32)
        self._out = np.zeros((GRID, 2), np.float32)
        self._limiter = Limiter()
        self._bridge = MeterBridge() if metered else None

    @property
    def meters(self) -> Meters | None:
        """The last block's readings, for any thread; None before the first and unmetered."""
        return self._bridge.meters if self._bridge else None

    @property
    def voices(self) -> Mapping[VoiceId, Frames]:
        """Every voice and the frame of its audio that is rendered next."""
        return {voice.id: voice.position for bus in self._buses.values() for voice in bus.voices}

    def apply(self, instruction: Instruction, frame: int) -> None:
        """Do what the session says, for the block that begins at `frame`.

        Raises:
            MediaError: a voice cannot start because its clip cannot be opened.
            ValueError: the frame is not a grid start.

        """
        if frame % GRID:
            raise ValueError(f"frame {frame} is not a grid start")
        match instruction:
            case StartVoice():
                self._start(instruction)
            case StopVoice(voice, fade):
                for bus in self._buses.values():
                    bus.stop(voice, fade)
            case RampBus():
                self._buses[instruction.bus].ramp(instruction)
            case FreezeBus(name) | ThawBus(name):
                self._buses[name].frozen = isinstance(instruction, FreezeBus)
            case BeginAnew(lost):
                self._limiter = Limiter()
                for bus in self._buses.values():
                    bus.begin_anew(lost)

    def skip(self, frame: int, until: int) -> None:
        """Let the time between two grid starts pass as if it had been rendered."""
        if until > frame:
            for bus in self._buses.values():
                bus.skip(until, (until - frame) // GRID)

    def wake(self, lost: Collection[str]) -> None:
        """Open every voice at its place, and be ready to render; only the limiter is new.

        Voices whose audio is known to be lost are left out; one that cannot be opened is lost.
        """
        self._open = self._open_awake
        self.apply(BeginAnew(frozenset(lost)), 0)
        for bus in self._buses.values():
            for voice in tuple(bus.voices):
                self._open_again(voice, bus)

    def _open_again(self, voice: Voice, bus: SourceBus) -> None:
        assert self._open_at
        try:
            voice.read_from(self._open_at(voice.clip, voice.position))
        except MediaError as error:
            bus.lose(voice)
            bus.lost.append((voice.id, str(error)))

    def render(self, frame: int) -> Samples:
        """Render the block that begins at `frame`: shape (GRID, 2), at most -1 dBTP.

        What it holds is `limiter.LATENCY` frames late. It is the mixer's own and stays as it is
        until the next call.
        """
        self._mix.fill(0.0)
        for name, bus in self._buses.items():
            heard = bus.render(frame + GRID, self._scratch, self._shaper)
            if heard:
                np.add(self._mix, bus.block, out=self._mix)
            if self._bridge:
                self._bridge.bus(name, bus.block if heard else None)
        self._limiter.process(self._mix, self._out)
        if self._bridge:
            self._bridge.master(self._out, self._limiter.reduction)
        return self._out

    def lost(self) -> list[tuple[VoiceId, str]]:
        """Return the voices lost since the last call, each with the reason."""
        lost = [item for bus in self._buses.values() for item in bus.lost]
        for bus in self._buses.values():
            bus.lost.clear()
        return lost

    def _start(self, start: StartVoice) -> None:
        source = self._open(start.clip)
        self._buses[start.bus].voices.append(Voice(start, source))
