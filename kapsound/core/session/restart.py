"""Goes on after the player had stopped: in place, and after a loop of crashes in safety."""

from dataclasses import replace

from kapsound.core.events import Fault, StateChanged
from kapsound.core.instructions import BeginAnew
from kapsound.core.reports import Restarted
from kapsound.core.session import ambience, music
from kapsound.core.session.levels import return_within, settle
from kapsound.core.session.turn import Turn
from kapsound.units import Seconds, format_duration

RESTARTED_S = Seconds(4.0)
_SAFE = "the music waits and the safe bed plays; give `resume` to go on"


def on_restarted(turn: Turn, command: Restarted) -> None:
    """Rise from nothing, because nobody played for a while."""
    turn.instruct(BeginAnew(turn.session.lost))
    if command.safe:
        _play_safe(turn)
    return_within(turn, RESTARTED_S, "the player is back")
    action = f"it was back after {format_duration(command.unheard)}; "
    action += _SAFE if command.safe else "the sound rises over 4 s"
    turn.record(Fault(f"the player had stopped: {command.cause}", action))


def _play_safe(turn: Turn) -> None:
    """Let the music wait and the safe bed sound alone, as under `ground`."""
    if turn.holds.grounded is None:
        turn.holds = replace(turn.holds, grounded=turn.frame)
        turn.record(StateChanged("ground", on=True))
        music.wait(turn)
        settle(turn, "the player is back", fall=Seconds(0.0))
    safe = turn.material.safe_bed
    before = tuple(bed.bed for bed in turn.ambience.beds)
    if before != (safe.id,):
        ambience.crossfade_to(turn, [safe], "the player is back")
        stands_in = replace(turn.ambience, ground_bed=turn.ambience.beds[0].voice)
        turn.ambience = replace(stands_in, held_back=before)
