"""Commands given beforehand, at session times: what `--do` is told."""

from collections.abc import Sequence

from kapsound.core.commands import BedAdd, BedChange, BedDrop, Command, CueStart
from kapsound.core.playlist.model import Playlist
from kapsound.core.spec import ScriptedCommand
from kapsound.core.wording import parse_command
from kapsound.errors import UsageError
from kapsound.text import nearest, quoted
from kapsound.units import parse_clock, to_frames


def script(given: Sequence[str], playlist: Playlist) -> tuple[ScriptedCommand, ...]:
    """Read `--do` options, each a session time and a command.

    Raises:
        UsageError: one is not written as it should be, or names a bed or a cue that the
            playlist does not have; it says which and what.

    """
    return tuple(_scripted(text, playlist) for text in given)


def _scripted(text: str, playlist: Playlist) -> ScriptedCommand:
    time, _, command = text.strip().partition(" ")
    try:
        seconds = parse_clock(time)
    except ValueError as error:
        raise UsageError(f'--do "{text}": {error}. Write: --do "0:20 dose"') from error
    try:
        _require_known(parse_command(command), playlist)
    except UsageError as error:
        raise UsageError(f'--do "{text}": {error}') from error
    return ScriptedCommand(to_frames(seconds), command)


def _require_known(command: Command, playlist: Playlist) -> None:
    match command:
        case BedChange(bed="off"):
            return
        case BedChange(bed=name) | BedAdd(bed=name) | BedDrop(bed=name):
            what, known = "bed", list(playlist.beds)
        case CueStart(cue=name):
            what, known = "cue", list(playlist.cues)
        case _:
            return
    if name not in known:
        there = nearest(name, known) or f"; there are: {', '.join(known) or 'none'}"
        raise UsageError(f"the playlist has no {what} {quoted(name)}{there}")
