"""A playlist on the command line: prepared with a line of progress, and the `--do` commands."""

from collections.abc import Sequence

import typer

from kapsound.cli.progress import job
from kapsound.cli.talk import complain, say
from kapsound.core.check import refused, safe_bed_problem
from kapsound.core.commands import BedAdd, BedChange, BedDrop, Command, CueStart
from kapsound.core.playlist.model import Playlist
from kapsound.core.playlist.text import nearest, quoted
from kapsound.core.wording import parse_command
from kapsound.errors import PlaylistError, UsageError
from kapsound.jobs import session
from kapsound.jobs.launch import Values
from kapsound.jobs.session import Loaded, Prepared, Refused
from kapsound.jobs.settled import cache_care
from kapsound.paths import cache_dir
from kapsound.player.spec import ScriptedCommand
from kapsound.units import parse_clock, to_frames

DO = typer.Option(
    "--do",
    metavar='"MM:SS COMMAND"',
    help='A command at a session time, such as "0:20 dose"; may be repeated. '
    "`kapsound control --help` lists the commands.",
)


def prepared(loaded: Loaded, **care: bool) -> tuple[Prepared, Refused]:
    """Prepare all sounds of a playlist; return what is ready, and what is not with the reason.

    `verify` and `retry` are as in the prepare job; the settings say how large the cache may be.
    """
    asked = {**cache_care(complain), **care}

    def run(name: str, request: Values, _on_progress: object) -> Values:
        return job(name, request, "preparing")

    try:
        return session.prepared(loaded, cache_dir(), lambda _: None, run, asked)
    except KeyboardInterrupt:
        say("Stopped. What is prepared is kept; the same command goes on from there.")
        raise


def prepare(loaded: Loaded, **care: bool) -> Prepared:
    """Prepare all sounds of a playlist; say what has to be left out.

    Raises:
        PlaylistError: the safe bed cannot be used.

    """
    index, left_out = prepared(loaded, **care)
    where, source = (loaded.playlist, loaded.root), (loaded.text, str(loaded.file))
    for problem in refused(*where, left_out, *source):
        say(f"kapsound: left out: {problem}")
    _require_safe_bed(loaded, index)
    return index


def prepare_to_begin(loaded: Loaded) -> tuple[Prepared, int]:
    """Prepare the safe bed alone; return all that is ready, and how many sounds are not yet.

    Raises:
        PlaylistError: the safe bed cannot be used.

    """

    def run(name: str, request: Values, _on_progress: object) -> Values:
        return job(name, request, "preparing the safe bed")

    index, left_out = session.prepared_to_begin(loaded, cache_dir(), lambda _: None, run)
    _require_safe_bed(loaded, index)
    return index, len(left_out)


def _require_safe_bed(loaded: Loaded, index: Prepared) -> None:
    where, source = (loaded.playlist, loaded.root), (loaded.text, str(loaded.file))
    if unsafe := safe_bed_problem(*where, dict(index), *source):
        raise PlaylistError([unsafe])


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
