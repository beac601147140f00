"""Answers what concerns the outputs: another one is asked for, one is back, the machine slept."""

from kapsound.core.commands import OutputChange, Stop
from kapsound.core.events import Fault, Notice, Slept
from kapsound.core.instructions import ChangeOutput
from kapsound.core.output import parse_output, refusal
from kapsound.core.reports import OutputBack
from kapsound.core.reports import Slept as SleptReport
from kapsound.core.session.levels import return_within
from kapsound.core.session.states import on_stop
from kapsound.core.session.turn import Refuse, Turn
from kapsound.errors import UsageError
from kapsound.units import Seconds, format_duration

OUTPUT_BACK_S = Seconds(4.0)


def on_output(turn: Turn, command: OutputChange) -> None:
    """Let the sound go to another output, which the player opens first."""
    try:
        reason = refusal(parse_output(command.output))
    except UsageError as error:
        raise Refuse(str(error)) from error
    if reason:
        raise Refuse(reason)
    turn.instruct(ChangeOutput(command.output))


def on_output_back(turn: Turn, _: OutputBack) -> None:
    """Rise from nothing, because the output was away."""
    return_within(turn, OUTPUT_BACK_S, "the output is back")
    turn.record(Notice("the output is back"))


def on_slept(turn: Turn, command: SleptReport) -> None:
    """Stay faded down, as under stop; a session that ends goes on ending."""
    turn.record(Slept(command.seconds))
    cause = f"the machine slept for {format_duration(command.seconds)}; nothing was heard"
    if turn.session.closing is not None:
        turn.record(Fault(cause, "the session ends as it was to"))
        return
    on_stop(turn, Stop())
    turn.record(Fault(cause, "everything stays silent; `resume` goes on"))
