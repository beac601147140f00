"""Takes in sounds that are prepared while the session runs."""

from dataclasses import replace
from pathlib import PurePath

from kapsound.core.assembly import grown
from kapsound.core.events import AudioPrepared
from kapsound.core.prepared import FileRecipe, Recipe
from kapsound.core.reports import AudioReady
from kapsound.core.session import ambience, music
from kapsound.core.session.turn import Refuse, Turn

_READY = "its sound is ready"


def on_audio_ready(turn: Turn, command: AudioReady) -> None:
    """Take one more sound in; music or beds that were missing for want of it begin."""
    material = grown(turn.material, command.recipe, command.audio)
    if material is turn.material:
        raise Refuse("the session has that sound already, or does not want it")
    phase, beds, silent = turn.phase, ambience.of_phase(turn), not music.choices(turn)
    turn.session = replace(turn.session, material=material)
    turn.record(AudioPrepared(_name(command.recipe), command.audio.key))
    if turn.phase.tracks != phase.tracks:
        _let_music_in(turn, silent=silent)
    _let_beds_in(turn, {bed.id for bed in beds})


def _let_music_in(turn: Turn, *, silent: bool) -> None:
    """Begin the music where there was none to play; else only plan with the new track too."""
    session = turn.session
    if silent and session.music.playing is None and not session.waiting and not session.closing:
        music.play_next(turn, _READY)
    else:
        music.replan(turn)


def _let_beds_in(turn: Turn, before: set[str]) -> None:
    """Crossfade to the phase's beds, unless the therapist has chosen others.

    A safe bed that stands in for music stays until there is some.
    """
    session = turn.session
    wanted = ambience.of_phase(turn)
    chosen = {bed.bed for bed in session.ambience.beds} != before
    if session.closing or chosen or {bed.id for bed in wanted} == before:
        return
    if wanted or session.music.playing:
        ambience.crossfade_to(turn, wanted, _READY)


def _name(recipe: Recipe) -> str:
    return PurePath(recipe.path).name if isinstance(recipe, FileRecipe) else recipe.synth
