"""Renders a session: session, mixer and record go in step, block by block.

Live, offline render, rehearsal and replay all run this; only sink, pacing and the origin of the
requests differ.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from kapsound.audio.meters import Meters
from kapsound.audio.mixer import Mixer
from kapsound.cache.digest import Digest
from kapsound.core.commands import PLAYER, Command, Request
from kapsound.core.events import Event, Fault, Outcome, Refused
from kapsound.core.instructions import (
    BeginAnew,
    ChangeOutput,
    Instruction,
    StartVoice,
    VoiceId,
)
from kapsound.core.record_events import Checkpoint, CommandGiven
from kapsound.core.reports import VoiceLost
from kapsound.core.session import TICK, Session, Step, Tick, step
from kapsound.errors import MediaError
from kapsound.samples import Samples
from kapsound.units import GRID, Frames

CHECKPOINT_BLOCKS = 240
REMEMBERED = 256


class Receipt(Protocol):
    """Says when a line of the record is on the disk."""

    def wait(self, timeout: float | None = None) -> bool:
        """Return whether it is, after at most `timeout` seconds."""
        ...


class Log(Protocol):
    """Where the record's lines go."""

    def append(self, event: Event, frame: int) -> Receipt:
        """Take an event of a frame; never waits."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request, at which frame, and the receipt of its line."""

    event: Outcome
    frame: Frames
    receipt: Receipt


class Engine:
    """A session being rendered.

    `began` is what `begin` returned. `change_output` is called where the session asks for another
    output; a render has none, and does nothing. One thread calls `block`, any may read `session`
    and `frame`, which always belong together closely enough to be shown.
    """

    def __init__(self, began: Step, mixer: Mixer, log: Log) -> None:
        self.session: Session = began.session
        self.frame = Frames(0)
        self.finished = False
        self.change_output: Callable[[str], None] = lambda _: None
        self._mixer = mixer
        self._log = log
        self._digest = Digest()
        self._segment = Frames(0)
        self._lost: list[tuple[VoiceId, str]] = []
        self._given: dict[str, Answer] = {}
        self._told: set[str] = set()
        self._follow(began)

    def block(self, requests: Iterable[Request]) -> tuple[Samples, list[Answer]]:
        """Take requests, let time go on by one block, and return the block and the answers.

        The block has shape (GRID, 2) and stays as it is until the next call.
        """
        answers = self.happen(requests)
        block = self._mixer.render(self.frame)
        self._digest.update(block.data.cast("B"))
        self.frame = Frames(self.frame + GRID)
        if self.finished or self.frame // GRID % CHECKPOINT_BLOCKS == 0:
            self._checkpoint()
        return block, answers

    def skip(self, until: Frames) -> None:
        """Let time pass to a grid start without a sound; nothing may be due before it."""
        self._mixer.skip(self.frame, until)
        self.frame = until

    def happen(self, requests: Iterable[Request]) -> list[Answer]:
        """Let requests happen at the present frame, then what is due there; return the answers.

        A voice that could not begin when it was due is reported after that, as in its record.
        """
        answers: list[Answer] = []
        late: list[Request] = []
        for request in requests:
            if late or self._is_late(request.command):
                late.append(request)
            else:
                answers.append(self.take(request))
        self._lost += self._mixer.lost()
        self._report_lost()
        self._follow(self._step(TICK))
        self._report_lost()
        self.finished = self.session.over
        return answers + [self.take(request) for request in late]

    def wake(self) -> None:
        """Go on with sound after time passed without, at the present frame."""
        self._mixer.wake(self.session.lost)
        self._begin_segment()

    @property
    def digest(self) -> str:
        """The digest of what was rendered since the player began, or began anew."""
        return self._digest.text()

    @property
    def meters(self) -> Meters | None:
        """What the meters read last; None while they are off."""
        return self._mixer.meters

    def take(self, request: Request) -> Answer:
        """Let a request happen at the present frame and journal it.

        One that was sent again happens once and has one line: it gets its first answer.
        """
        if before := self._given.get(request.id):
            return before
        done = self._step(request)
        event = done.answer
        assert event is not None
        receipt = self._log.append(CommandGiven.of(request, event), self.frame)
        self._follow(done)
        answered = Answer(event, self.frame, receipt)
        if event.kind != "asked":
            self._remember(request.id, answered)
        return answered

    def _is_late(self, command: Command) -> bool:
        return isinstance(command, VoiceLost) and command.voice > self.session.voices

    def _begin_segment(self) -> None:
        self._digest, self._segment = Digest(), self.frame

    def _step(self, given: Request | Tick) -> Step:
        """Take the session one step; a fault of our own changes nothing, and the sound goes on."""
        try:
            return step(self.session, given, self.frame)
        except Exception as error:  # noqa: BLE001 - no fault may end the sound
            cause = f"a fault of kapsound itself ({type(error).__name__})"
            self._tell_once(cause)
            if isinstance(given, Request):
                return Step(self.session, (), (Refused(given.id, f"{cause}; nothing was changed"),))
            return Step(self.session)

    def _tell_once(self, cause: str) -> None:
        if cause not in self._told:
            self._told.add(cause)
            fault = Fault(cause, "nothing was changed; the sound goes on")
            self._log.append(fault, self.frame)

    def _remember(self, request: str, answered: Answer) -> None:
        self._given[request] = answered
        if len(self._given) > REMEMBERED:
            del self._given[next(iter(self._given))]

    def _follow(self, done: Step) -> None:
        self.session = done.session
        for event in done.events:
            if not isinstance(event, Outcome):
                self._log.append(event, self.frame)
        for instruction in done.instructions:
            self._instruct(instruction)

    def _instruct(self, instruction: Instruction) -> None:
        if isinstance(instruction, BeginAnew):
            self._begin_segment()
        if isinstance(instruction, ChangeOutput):
            self.change_output(instruction.output)
            return
        try:
            self._mixer.apply(instruction, self.frame)
        except MediaError as error:
            assert isinstance(instruction, StartVoice)
            self._lost.append((instruction.voice, str(error)))

    def _report_lost(self) -> None:
        while self._lost:
            voice, reason = self._lost.pop(0)
            self.take(Request(f"lost-{voice}", VoiceLost(voice, reason), PLAYER))

    def _checkpoint(self) -> None:
        self._log.append(Checkpoint(self.digest, self._segment, self.frame), self.frame)
