"""One turn of the session: the state as it changes, and what the turn says and instructs."""

from dataclasses import replace
from typing import Any

from kapsound.core.events import Event
from kapsound.core.instructions import Instruction, VoiceId
from kapsound.core.material import Material, Phase
from kapsound.core.session.state import Session
from kapsound.units import Frames


class Refuse(Exception):  # noqa: N818  # an answer to the therapist, not an error
    """A command does nothing; its text says why and what to do."""


class Ask(Exception):  # noqa: N818  # an answer to the therapist, not an error
    """A command waits for confirmation; its text is the question."""


class Turn:
    """A session on its way through one step; only `step` makes one, and keeps it to itself."""

    def __init__(self, session: Session, frame: Frames, *, confirmed: bool = False) -> None:
        self.session = session
        self.frame = frame
        self.confirmed = confirmed
        self.instructions: list[Instruction] = []
        self.events: list[Event] = []

    @property
    def material(self) -> Material:
        """What the session plays."""
        return self.session.material

    @property
    def phase(self) -> Phase:
        """The present phase."""
        return self.material.phases[self.session.phase]

    def change(self, **values: Any) -> None:
        """Give fields of the state new values."""
        self.session = replace(self.session, **values)

    def tell(self, *instructions: Instruction) -> None:
        """Instruct the mixer."""
        self.instructions += instructions

    def say(self, *events: Event) -> None:
        """Write events for the record."""
        self.events += events

    def new_voice(self) -> VoiceId:
        """Return a number no voice had before."""
        self.change(voices=self.session.voices + 1)
        return VoiceId(self.session.voices)
