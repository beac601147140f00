"""Defines what the session tells the mixer. Every instruction takes effect at a grid start."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from kapsound.units import Frames

VoiceId = NewType("VoiceId", int)


class Bus(StrEnum):
    """A group of voices with one level; `MASTER` stands for all three."""

    MUSIC = "music"
    AMBIENCE = "ambience"
    VOICE = "voice"
    MASTER = "master"


SOURCE_BUSES = (Bus.MUSIC, Bus.AMBIENCE, Bus.VOICE)


@dataclass(frozen=True, slots=True)
class Clip:
    """A span of prepared audio: frames `start` to `end` of `key`, at a fixed linear gain.

    A looping clip wraps from `end` to `start` without a seam and never ends by itself.
    """

    key: str
    start: Frames
    end: Frames
    gain: float
    loop: bool = False

    @property
    def frames(self) -> Frames:
        """The length of the span in frames."""
        return Frames(self.end - self.start)


@dataclass(frozen=True, slots=True)
class StartVoice:
    """Begin a clip on a bus, rising from nothing over `fade` frames (equal-power).

    A clip that does not loop falls back to nothing over its last frames by itself.
    """

    voice: VoiceId
    bus: Bus
    clip: Clip
    fade: Frames


@dataclass(frozen=True, slots=True)
class StopVoice:
    """Let a voice fall from its present gain to nothing over `fade` frames, then forget it.

    A voice that is unknown or over is left as it is. On a frozen bus the voice goes at once.
    """

    voice: VoiceId
    fade: Frames


@dataclass(frozen=True, slots=True)
class RampBus:
    """Move a bus's level, linear in dB, from `start_db` at `start` to `end_db` at `end`."""

    bus: Bus
    start: Frames
    start_db: float
    end: Frames
    end_db: float

    def level_at(self, frame: int) -> float:
        """Return the level in dB at an absolute frame."""
        if frame >= self.end:
            return self.end_db
        if frame <= self.start:
            return self.start_db
        part = (frame - self.start) / (self.end - self.start)
        return self.start_db + (self.end_db - self.start_db) * part


@dataclass(frozen=True, slots=True)
class FreezeBus:
    """Let every voice of a bus wait at its place, silent; its own envelope waits with it."""

    bus: Bus


@dataclass(frozen=True, slots=True)
class ThawBus:
    """Let the voices of a frozen bus go on from their places."""

    bus: Bus


@dataclass(frozen=True, slots=True)
class BeginAnew:
    """Go on after the player had stopped: every bus comes from nothing, and the limiter is new.

    Voices of the audio that is `lost`, by its keys, are gone.
    """

    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangeOutput:
    """Let the sound go to another output; what is rendered stays as it is."""

    output: str


Instruction = StartVoice | StopVoice | RampBus | FreezeBus | ThawBus | BeginAnew | ChangeOutput
