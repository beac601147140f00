"""Moves the ambience bus: the beds that sound."""

from collections.abc import Iterable
from dataclasses import replace

from kapsound.core.commands import BedAdd, BedChange, BedDrop
from kapsound.core.instructions import Bus, StartVoice
from kapsound.core.material import Bed
from kapsound.core.plan import playable
from kapsound.core.session.levels import GENTLE_RISE_DB_S, own_fade, settle
from kapsound.core.session.state import SoundingBed
from kapsound.core.session.turn import Refuse, Turn
from kapsound.units import Frames, to_seconds


def follow_phase(turn: Turn) -> None:
    """Crossfade to the beds of the present phase; a bed that is in both goes on."""
    crossfade_to(turn, of_phase(turn), f"{turn.phase.name} begins")


def of_phase(turn: Turn) -> list[Bed]:
    """Return the beds of the present phase that can be played.

    The safe bed comes where otherwise nothing would sound, or grounding has nothing to fade to.
    """
    found = [bed for name in turn.phase.beds if (bed := _playable(turn, name))]
    tracks = playable(turn.phase.tracks, turn.session.lost)
    if not found and (turn.phase.beds or not tracks or turn.holds.grounded is not None):
        return [turn.material.safe_bed]
    return found


def fill(turn: Turn, cause: str) -> None:
    """Let the safe bed sound where no bed does."""
    if not turn.ambience.beds:
        crossfade_to(turn, [turn.material.safe_bed], cause)


def crossfade_to(turn: Turn, wanted: Iterable[Bed], cause: str) -> None:
    """Let exactly these beds sound."""
    beds = {bed.id: bed for bed in wanted}
    for sounding in turn.ambience.beds:
        if sounding.bed not in beds:
            drop(turn, sounding, cause)
    playing = {sounding.bed for sounding in turn.ambience.beds}
    for bed in beds.values():
        if bed.id not in playing:
            add(turn, bed)
    settle(turn, cause, fall=to_seconds(turn.material.crossfade), rise=GENTLE_RISE_DB_S)


def add(turn: Turn, bed: Bed) -> None:
    """Layer a bed over those that sound."""
    fade = own_fade(turn.session, Bus.AMBIENCE, turn.frame, _fade(turn))
    voice = turn.new_voice()
    turn.begin_voice(StartVoice(voice, Bus.AMBIENCE, bed.clip, fade), bed.id, bed.label)
    sounding = SoundingBed(bed.id, voice, turn.frame)
    turn.ambience = replace(turn.ambience, beds=(*turn.ambience.beds, sounding))


def bring(turn: Turn, names: Iterable[str]) -> None:
    """Layer the beds of these names, as far as they can be played."""
    for bed in filter(None, (_playable(turn, name) for name in names)):
        add(turn, bed)


def _fade(turn: Turn) -> Frames:
    """Return how long a bed takes to come: twice as long over others on a bus that rises itself."""
    ramp, fade = turn.session.ramp(Bus.AMBIENCE), turn.material.crossfade
    rising = ramp.end > turn.frame and ramp.end_db > ramp.start_db
    return Frames(2 * fade) if rising and turn.ambience.beds else fade


def drop(turn: Turn, sounding: SoundingBed, cause: str) -> None:
    """Let one bed go."""
    turn.end_voice(sounding.voice, sounding.bed, cause, turn.material.crossfade)
    others = tuple(bed for bed in turn.ambience.beds if bed is not sounding)
    turn.ambience = replace(turn.ambience, beds=others)


def on_bed(turn: Turn, command: BedChange) -> None:
    """Crossfade to one bed or, with `off`, to none."""
    wanted = [] if command.bed == "off" else [_known(turn, command.bed)]
    if [bed.id for bed in wanted] == [sounding.bed for sounding in turn.ambience.beds]:
        turn.tell(f'the bed "{command.bed}" plays already' if wanted else "no bed plays")
    crossfade_to(turn, wanted, "bed changed" if wanted else "bed off")


def on_bed_add(turn: Turn, command: BedAdd) -> None:
    """Layer a bed."""
    bed = _known(turn, command.bed)
    if bed.id in {sounding.bed for sounding in turn.ambience.beds}:
        raise Refuse(f'the bed "{bed.id}" plays already')
    add(turn, bed)
    settle(turn, "bed added")


def on_bed_drop(turn: Turn, command: BedDrop) -> None:
    """Let one bed go."""
    sounding = next((bed for bed in turn.ambience.beds if bed.bed == command.bed), None)
    if sounding is None:
        names = ", ".join(bed.bed for bed in turn.ambience.beds) or "none"
        raise Refuse(f'the bed "{command.bed}" does not play; playing: {names}')
    drop(turn, sounding, "bed dropped")
    settle(turn, "bed dropped", fall=to_seconds(turn.material.crossfade))


def find(turn: Turn, name: str) -> Bed:
    """Return a bed that the session knows; where it is none of the playlist's, the safe bed."""
    return turn.material.bed(name) or turn.material.safe_bed


def _known(turn: Turn, name: str) -> Bed:
    bed = turn.material.bed(name)
    if bed is None:
        names = ", ".join(bed.id for bed in turn.material.beds)
        raise Refuse(f'no bed "{name}"; there are: {names}')
    if bed.clip.key in turn.session.lost:
        raise Refuse(f'the bed "{name}" cannot be played; its prepared audio is damaged')
    return bed


def _playable(turn: Turn, name: str) -> Bed | None:
    bed = turn.material.bed(name)
    return None if bed is None or bed.clip.key in turn.session.lost else bed
