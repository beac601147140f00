"""Sums the voices of a bus in a fixed order, under one level."""

from collections.abc import Collection

import numpy as np

from kapsound.audio.envelope import Shaper
from kapsound.audio.voice import Voice
from kapsound.core.instructions import RampBus, VoiceId
from kapsound.samples import Samples
from kapsound.units import GRID, to_gain


class SourceBus:
    """Holds the voices of one bus, its level, and whether they wait.

    Voices that become `frozen` while they are heard wait after one block that fades them.
    """

    def __init__(self) -> None:
        self.voices: list[Voice] = []
        self.lost: list[tuple[VoiceId, str]] = []
        self.gain = 1.0
        self.block: Samples = np.zeros((GRID, 2), np.float32)
        self.frozen = False
        self._ramp: RampBus | None = None

    def ramp(self, ramp: RampBus) -> None:
        """Follow a ramp from now on: from the last block's gain, or if empty from its start."""
        if not self.voices:
            self.gain = to_gain(ramp.start_db)
        self._ramp = ramp

    def stop(self, voice: VoiceId, fade: int) -> None:
        """Stop a voice by a fade; where voices wait unheard, at once."""
        for each in self.voices:
            if each.id == voice:
                each.stop(fade)
        if self.frozen and self.gain == 0.0:
            self._drop(leaving=True)

    def render(self, end: int, scratch: Samples, shaper: Shaper) -> bool:
        """Render the block that ends at frame `end` into `block`.

        Returns whether anything may be heard; if not, `block` is left as it was.
        """
        before, self.gain = self.gain, self._target(end)
        if self.frozen and before == 0.0:
            return False
        heard = bool(self.voices) and not before == self.gain == 0.0
        self._sum(scratch, shaper, heard=heard)
        if heard:
            shaper.ramp(self.block, before, self.gain)
        self._drop(leaving=self.frozen)
        return heard

    def skip(self, end: int, blocks: int) -> None:
        """Let so many blocks pass, the last of which ends at frame `end`, as if rendered."""
        before, self.gain = self.gain, self._target(end)
        if self.frozen and before == 0.0:
            return
        for voice in self.voices:
            voice.pass_by(GRID if self.frozen else blocks * GRID)
        self._drop(leaving=self.frozen)

    def begin_anew(self, lost: Collection[str]) -> None:
        """Come from nothing, without the voices whose audio is lost."""
        self.gain = 0.0
        for voice in [voice for voice in self.voices if voice.clip.key in lost]:
            self.lose(voice)

    def lose(self, voice: Voice) -> None:
        """Forget a voice at once."""
        voice.close()
        self.voices.remove(voice)

    def _target(self, end: int) -> float:
        if self.frozen:
            return 0.0
        return self.gain if self._ramp is None else to_gain(self._ramp.level_at(end))

    def _sum(self, scratch: Samples, shaper: Shaper, *, heard: bool) -> None:
        """Render every voice and sum them in the order they began."""
        target = self.block
        for voice in self.voices:
            voice.render(target, shaper)
            if voice.lost is not None:
                self.lost.append((voice.id, voice.lost))
                voice.lost = None
            if target is scratch and heard:
                np.add(self.block, scratch, out=self.block)
            target = scratch

    def _drop(self, *, leaving: bool) -> None:
        """Forget the voices that are over, or were told to leave."""
        for voice in [v for v in self.voices if v.over or (leaving and v.envelope.falling)]:
            self.lose(voice)
