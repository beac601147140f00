"""Reads commands that are given beforehand, at session times, as `--do` takes them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kapsound.core.commands import BedAdd, BedChange, BedDrop, Command, CueStart, Dose
from kapsound.core.course import assumed_dose
from kapsound.core.playlist.model import Playlist
from kapsound.core.spec import ScriptedCommand, SessionSpec
from kapsound.core.wording import parse_command
from kapsound.errors import UsageError
from kapsound.text import nearest, quoted
from kapsound.units import Frames, format_clock, parse_clock, to_frames, to_seconds


def read_script(given: Sequence[str], playlist: Playlist) -> tuple[ScriptedCommand, ...]:
    """Read `--do` options, each a session time and a command.

    Raises:
        UsageError: one is not written as it should be, or names a bed or a cue that the
            playlist does not have; it says which and what.

    """
    script = tuple(map(_read, given))
    require_known(script, playlist)
    return script


def require_known(script: Iterable[ScriptedCommand], playlist: Playlist) -> None:
    """Let no command name a bed or a cue that the playlist does not have.

    Raises:
        UsageError: one does; it says at which time and what.

    """
    for item in script:
        if unknown := _unknown(item.command, playlist):
            raise UsageError(f"--do at {format_clock(to_seconds(item.frame))}: {unknown}")


def with_dose(spec: SessionSpec) -> tuple[SessionSpec, Frames | None]:
    """Return the spec with a dose at the written length of preparation, if none is given."""
    frame = assumed_dose(spec.material(), (item.command.name for item in spec.script))
    if frame is None:
        return spec, None
    return replace(spec, script=(*spec.script, ScriptedCommand(frame, Dose()))), frame


def _read(text: str) -> ScriptedCommand:
    time, _, command = text.strip().partition(" ")
    try:
        return ScriptedCommand(to_frames(parse_clock(time)), parse_command(command))
    except ValueError as error:
        raise UsageError(f'--do "{text}": {error}. Write: --do "0:20 dose"') from error
    except UsageError as error:
        raise UsageError(f'--do "{text}": {error}') from error


def _unknown(command: Command, playlist: Playlist) -> str:
    """Return what a command names that is not there, empty where all is."""
    match command:
        case BedChange(bed="off"):
            return ""
        case BedChange(bed=name) | BedAdd(bed=name) | BedDrop(bed=name):
            what, known = "bed", list(playlist.beds)
        case CueStart(cue=name):
            what, known = "cue", list(playlist.cues)
        case _:
            return ""
    if name in known:
        return ""
    there = nearest(name, known) or f"; there are: {', '.join(known) or 'none'}"
    return f"the playlist has no {what} {quoted(name)}{there}"
