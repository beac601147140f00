"""Takes one step of the session: dispatch, answers, and the frame of the next step."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kapsound.core import commands as c
from kapsound.core import reports as r
from kapsound.core.events import Accepted, Asked, Event, Noted, Outcome, Refused
from kapsound.core.instructions import Instruction
from kapsound.core.material import Material
from kapsound.core.session import (
    ambience,
    closing,
    cues,
    doses,
    faults,
    late_sounds,
    lengths,
    music,
    outputs,
    phases,
    restart,
    schedule,
    states,
    timeline,
    undo,
)
from kapsound.core.session.state import NEVER, Clock, Session
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames

# Answers are remembered this long, so that a request that is sent again happens only once.
REMEMBERED_ANSWERS = 256


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid start without a command; whatever is due happens."""


TICK = Tick()


@dataclass(frozen=True, slots=True)
class Step:
    """The next state, what the mixer is told, and what goes into the record."""

    session: Session
    instructions: tuple[Instruction, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def answer(self) -> Outcome | None:
        """The answer to the request, if it was one."""
        return next((item for item in self.events if isinstance(item, Outcome)), None)


def _note(turn: Turn, command: c.Note | c.Vitals | c.Mark | c.Acknowledge) -> None:
    turn.record(Noted(command.name, command.text))


HANDLERS: dict[type[c.Command], Callable[[Turn, Any], None]] = {
    c.Dose: doses.on_dose,
    c.Booster: doses.on_booster,
    c.Amend: doses.on_amend,
    c.Next: music.on_next,
    c.Choose: music.on_choose,
    c.Hold: lengths.on_hold,
    c.Release: lengths.on_release,
    c.Extend: lengths.on_extend,
    c.Shorten: lengths.on_shorten,
    c.Advance: phases.on_advance,
    c.Return: phases.on_return,
    c.Previous: phases.on_previous,
    c.Undo: lambda turn, _: undo.take_back(turn, _go_on),
    c.BedChange: ambience.on_bed,
    c.BedAdd: ambience.on_bed_add,
    c.BedDrop: ambience.on_bed_drop,
    c.Soften: states.on_soften,
    c.Restore: states.on_restore,
    c.Silence: states.on_silence,
    c.Sound: states.on_sound,
    c.Pause: states.on_pause,
    c.Resume: states.on_resume,
    c.Talk: states.on_talk,
    c.Ground: states.on_ground,
    c.CueStart: cues.on_cue,
    c.CueStop: cues.on_stop_cue,
    c.Level: states.on_level,
    c.OutputChange: outputs.on_output,
    c.Note: _note,
    c.Vitals: _note,
    c.Mark: _note,
    c.Acknowledge: _note,
    c.End: closing.on_end,
    c.Stop: states.on_stop,
    r.VoiceLost: faults.on_voice_lost,
    r.OutputBack: outputs.on_output_back,
    r.Restarted: restart.on_restarted,
    r.Slept: outputs.on_slept,
    r.AudioReady: late_sounds.on_audio_ready,
    r.Interrupt: closing.on_interrupt,
}
_WHILE_CLOSING = (
    c.Note, c.Vitals, c.Mark, c.Acknowledge, c.Amend, c.End, c.Undo, c.Stop, c.Silence, c.Talk,
    c.CueStop, c.OutputChange, r.VoiceLost, r.OutputBack, r.Restarted, r.Slept, r.Interrupt,
)  # fmt: skip


def begin(material: Material) -> Step:
    """Return the session at frame 0, its first phase begun; every bus comes from nothing."""
    session = Session(material, Clock(ends=timeline.at_begin(material)))
    turn = Turn(session, Frames(0))
    turn.instruct(*session.levels.ramps)
    phases.enter(turn, 0, "session")
    return _done(turn)


def step(session: Session, given: c.Request | Tick, frame: Frames) -> Step:
    """Take a session to its next state at a grid start.

    A request with an id that was answered before changes nothing and gives that answer again.
    """
    if isinstance(given, c.Request):
        return _answer(session, given, frame)
    if session.over or frame < session.wake:
        return Step(session)
    turn = Turn(session, frame)
    _follow_plan(turn)
    return _done(turn)


def _answer(session: Session, request: c.Request, frame: Frames) -> Step:
    before = dict(session.answers).get(request.id)
    if before is not None:
        return Step(session, (), (before,))
    turn = Turn(session, frame, confirmed=request.confirmed, answer="")
    try:
        _refuse_late(session, request.command)
        HANDLERS[type(request.command)](turn, request.command)
        answer: Event = Accepted(request.id, turn.answer or "")
        undo.remember(turn, session, request)
    except Refuse as refused:
        turn, answer = Turn(session, frame), Refused(request.id, str(refused))
    except Ask as asked:
        question = str(asked)
        return Step(session, (), (Asked(request.id, question),))
    answers = (*turn.session.answers, (request.id, answer))[-REMEMBERED_ANSWERS:]
    turn.session = replace(turn.session, answers=answers)
    turn.events.insert(0, answer)
    return _done(turn)


def _go_on(session: Session, request: c.Request | None, frame: Frames) -> Session:
    return step(session, request or TICK, frame).session


def _refuse_late(session: Session, command: c.Command) -> None:
    if session.over:
        raise Refuse("the session is over")
    ending = session.closing is not None and session.closing.how != "plan"
    if ending and not isinstance(command, _WHILE_CLOSING):
        raise Refuse("the session is ending")


def _follow_plan(turn: Turn) -> None:
    if turn.music.freeze_at is not None and turn.frame >= turn.music.freeze_at:
        music.freeze(turn)
    phases.follow_plan(turn)
    schedule.follow_plan(turn)
    cues.follow_plan(turn)
    music.follow_plan(turn)
    closing.follow_plan(turn)


def _done(turn: Turn) -> Step:
    session = replace(turn.session, wake=_wake(turn))
    return Step(session, tuple(turn.instructions), tuple(turn.events))


def _wake(turn: Turn) -> Frames:
    """Return the first frame at which a tick has anything to do."""
    session, playing, speaking = turn.session, turn.music.playing, turn.voice.speaking
    found = [turn.music.freeze_at, closing.due(turn), closing.next_frame(session)]
    found += [frame for _, frame in schedule.waiting(turn)]
    if speaking:
        found.append(speaking.starts if speaking.voice is None else speaking.ends)
    if not session.closing:
        found.append(phases.next_frame(turn))
    if not session.waiting:
        found.append(music.leaves(turn))
    if not session.waiting and not session.closing:
        found += [slot.start for slot in turn.music.slots[:1]]
        found.append(playing.end if playing else None)
    return min((frame for frame in found if frame is not None), default=NEVER)
