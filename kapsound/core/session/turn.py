"""Holds a session as one step changes it, with the instructions and events of that step."""

from dataclasses import replace

from kapsound.core.events import Event
from kapsound.core.instructions import Instruction, VoiceId
from kapsound.core.material import Material, Phase
from kapsound.core.session.state import Ambience, Clock, Holds, Levels, Music, Session, Voice
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
        return self.session.phase

    @property
    def clock(self) -> Clock:
        """The present phase, its time and the doses."""
        return self.session.clock

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self.session = replace(self.session, clock=clock)

    @property
    def music(self) -> Music:
        """The music bus."""
        return self.session.music

    @music.setter
    def music(self, music: Music) -> None:
        self.session = replace(self.session, music=music)

    @property
    def ambience(self) -> Ambience:
        """The ambience bus."""
        return self.session.ambience

    @ambience.setter
    def ambience(self, ambience: Ambience) -> None:
        self.session = replace(self.session, ambience=ambience)

    @property
    def voice(self) -> Voice:
        """The voice bus."""
        return self.session.voice

    @voice.setter
    def voice(self, voice: Voice) -> None:
        self.session = replace(self.session, voice=voice)

    @property
    def levels(self) -> Levels:
        """The levels of the buses."""
        return self.session.levels

    @levels.setter
    def levels(self, levels: Levels) -> None:
        self.session = replace(self.session, levels=levels)

    @property
    def holds(self) -> Holds:
        """The states that hold the session."""
        return self.session.holds

    @holds.setter
    def holds(self, holds: Holds) -> None:
        self.session = replace(self.session, holds=holds)

    def instruct(self, *instructions: Instruction) -> None:
        """Instruct the mixer."""
        self.instructions += instructions

    def record(self, *events: Event) -> None:
        """Write events for the record."""
        self.events += events

    def new_voice(self) -> VoiceId:
        """Return a number no voice had before."""
        self.session = replace(self.session, voices=self.session.voices + 1)
        return VoiceId(self.session.voices)
