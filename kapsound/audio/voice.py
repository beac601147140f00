"""Plays one clip: its source, its place, and its envelope in its own time."""

import numpy as np

from kapsound.audio.envelope import SHORTEST, Envelope, Shaper
from kapsound.audio.source import LOUDEST, Source, check_span, is_good
from kapsound.core.instructions import StartVoice
from kapsound.samples import Samples
from kapsound.units import GRID, Frames

TAIL = GRID
"""Over its last frames a clip that does not loop falls to nothing by itself."""

WARNING = 44 * GRID
"""How far ahead damage is reported, in frames (1.88 s): time to crossfade to something else."""

DAMAGE_TAIL = 4_800
"""A voice nobody stopped falls to nothing over this many frames before its damage."""


class Voice:
    """Plays one clip on a bus; it is rendered block by block, in its own frames.

    Raises:
        MediaError: the clip reaches outside its source.

    """

    def __init__(self, start: StartVoice, source: Source) -> None:
        check_span(start.clip, source.frames)
        self.id = start.voice
        self.clip = start.clip
        self.age = 0
        self.lost: str | None = None
        self._source = source
        self._reported = False
        self._last: Samples = np.zeros(2, np.float32)
        end = None if start.clip.loop else start.clip.frames
        self.envelope = Envelope(start.fade, end, TAIL)

    @property
    def position(self) -> Frames:
        """The frame of the source that is heard next."""
        played = self.age % self.clip.frames if self.clip.loop else self.age
        return Frames(min(self.clip.start + played, self.clip.end))

    @property
    def over(self) -> bool:
        """Whether nothing more will be heard."""
        return self.envelope.over(self.age)

    def pass_by(self, frames: int) -> None:
        """Go on by so many frames that nobody hears."""
        self.age += frames

    def read_from(self, source: Source) -> None:
        """Read from another source from now on, one that is ready at the present position."""
        check_span(self.clip, source.frames)
        self._source = source

    def stop(self, fade: int) -> None:
        """Fall from the present gain to nothing over `fade` frames."""
        self.envelope.stop(self.age, fade)

    def close(self) -> None:
        """Let go of the source."""
        self._source.close()

    def render(self, out: Samples, shaper: Shaper) -> None:
        """Fill one block with the voice, its gain applied, and go on by a block.

        The reason of a fault is left in `lost`, once.
        """
        sound = self._good(len(out))
        if sound is None:
            self._read(out)
        self._heed_damage()
        if sound is None:
            self._guard(out)
            sound = out
        shaper.envelope(sound, out, self.envelope, self.age, self.clip.gain)
        self.age += len(out)

    def _good(self, frames: int) -> Samples | None:
        """Return the next frames where they lie, if nothing about them has to be looked over."""
        position = self.position
        if position + frames > self.clip.end:
            return None
        found = self._source.good(position, frames)
        if found is not None:
            self._last = found[-1]
        return found

    def _read(self, out: Samples) -> None:
        done, position = 0, self.position
        while done < len(out):
            count = min(len(out) - done, self.clip.end - position)
            if count <= 0:
                out[done:] = 0.0
                return
            self._source.read(position, out[done : done + count])
            done += count
            position = self.clip.start if self.clip.loop else self.clip.end

    def _heed_damage(self) -> None:
        damage = self._source.damage
        if damage is None or self._reported or damage.frame >= self.clip.end:
            return
        ahead = damage.frame - self.position
        if ahead < 0 and self.clip.loop:
            ahead += self.clip.frames
        if ahead <= WARNING:
            self.envelope.end_at(self.age, self.age + ahead, DAMAGE_TAIL)
            self._report(damage.reason)

    def _guard(self, out: Samples) -> None:
        """Bound the samples; where one is not a number, hold the last good frame and leave."""
        if not is_good(out):
            self._mend(out)
        self._last = out[-1].copy()

    def _mend(self, out: Samples) -> None:
        bad = np.flatnonzero(~np.isfinite(out).all(axis=1))
        np.clip(out, -LOUDEST, LOUDEST, out=out)
        if not len(bad):
            return
        first = int(bad[0])
        out[first:] = out[first - 1] if first else self._last
        self.envelope.stop(self.age, SHORTEST)
        self._report(f"{self.clip.key} holds samples that are not numbers; prepare it again")

    def _report(self, reason: str) -> None:
        if not self._reported:
            self._reported = True
            self.lost = reason
