"""Defines what the player reports to the session: commands of its own that nobody types."""

from dataclasses import dataclass

from kapsound.core.commands import Command
from kapsound.core.instructions import VoiceId
from kapsound.core.prepared import PreparedAudio, Recipe
from kapsound.units import Seconds


@dataclass(frozen=True, slots=True)
class VoiceLost(Command, name="voice-lost"):
    """The player found a voice's prepared audio damaged: go on without it."""

    voice: VoiceId
    reason: str


@dataclass(frozen=True, slots=True)
class OutputBack(Command, name="output-back"):
    """The player has its output again: rise from nothing over 4 s."""


@dataclass(frozen=True, slots=True)
class Restarted(Command, name="restarted"):
    """The player had stopped and is there again: rise over 4 s; `safe`, with the safe bed only."""

    cause: str
    unheard: Seconds
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Slept(Command, name="slept"):
    """The player found that the machine has slept: stay faded down until `resume`."""

    seconds: Seconds


@dataclass(frozen=True, slots=True)
class AudioReady(Command, name="prepared"):
    """The player has one more sound of the playlist, prepared while the session runs."""

    recipe: Recipe
    audio: PreparedAudio


@dataclass(frozen=True, slots=True)
class Interrupt(Command, name="interrupt"):
    """The player was told to shut down: a 3 s fade, and the record closes as interrupted."""


REPORTS: tuple[type[Command], ...] = (
    VoiceLost, OutputBack, Restarted, Slept, AudioReady, Interrupt,
)  # fmt: skip
