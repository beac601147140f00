"""Holds a session as one step changes it, with the instructions and events of that step."""

from dataclasses import replace
from typing import Any, Generic, TypeVar

from kapsound.core.events import Event, Notice, VoiceBegan, VoiceEnded
from kapsound.core.instructions import Instruction, StartVoice, StopVoice, VoiceId
from kapsound.core.material import Material, Phase
from kapsound.core.session.state import Ambience, Clock, Holds, Levels, Music, Session, Voice
from kapsound.units import Frames, to_seconds

G = TypeVar("G")


class Refuse(Exception):  # noqa: N818  # an answer to the therapist, not an error
    """A command does nothing; its text says why and what to do."""


class Ask(Exception):  # noqa: N818  # an answer to the therapist, not an error
    """A command waits for confirmation; its text is the question."""


class _Group(Generic[G]):
    """A group of the session's state, read from it and written back into it."""

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, turn: "Turn", _: type) -> G:
        group: G = getattr(turn.session, self._name)
        return group

    def __set__(self, turn: "Turn", group: G) -> None:
        changed: dict[str, Any] = {self._name: group}
        turn.session = replace(turn.session, **changed)


class Turn:
    """A session on its way through one step; only `step` makes one, and keeps it to itself.

    `answer` says what a command did, where that is not quite what was asked; None where the turn
    is of a tick, which nobody asked for.
    """

    clock = _Group[Clock]()
    music = _Group[Music]()
    ambience = _Group[Ambience]()
    voice = _Group[Voice]()
    levels = _Group[Levels]()
    holds = _Group[Holds]()

    def __init__(
        self,
        session: Session,
        frame: Frames,
        *,
        confirmed: bool = False,
        answer: str | None = None,
    ) -> None:
        self.session = session
        self.frame = frame
        self.confirmed = confirmed
        self.answer = answer
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

    def instruct(self, *instructions: Instruction) -> None:
        """Instruct the mixer."""
        self.instructions += instructions

    def record(self, *events: Event) -> None:
        """Write events for the record."""
        self.events += events

    def tell(self, text: str) -> None:
        """Say in plain words what was done: in the answer, or where nobody asked in a notice."""
        if self.answer is None:
            self.record(Notice(text))
        else:
            self.answer = f"{self.answer}; {text}" if self.answer else text

    def new_voice(self) -> VoiceId:
        """Return a number no voice had before."""
        self.session = replace(self.session, voices=self.session.voices + 1)
        return VoiceId(self.session.voices)

    def begin_voice(self, start: StartVoice, item: str, title: str, artist: str = "") -> None:
        """Begin the voice of an item, which people know by its title and, of music, its artist."""
        clip = start.clip
        self.instruct(start)
        sound = (clip.key, clip.start, clip.gain)
        self.record(VoiceBegan(start.voice, start.bus, item, title, *sound, artist))

    def end_voice(self, voice: VoiceId, item: str, cause: str, fade: Frames) -> None:
        """Let the voice of an item go over `fade` frames."""
        self.instruct(StopVoice(voice, fade))
        self.record(VoiceEnded(voice, item, cause, to_seconds(fade)))
