"""A playlist on the command line: prepared with a line of progress, and the `--do` commands."""

import typer

from kapsound.cli.progress import job
from kapsound.cli.talk import complain, say
from kapsound.core.check import refused, safe_bed_problem
from kapsound.errors import PlaylistError
from kapsound.paths import cache_dir
from kapsound.processes import Values
from kapsound.sessions import load as session
from kapsound.sessions.load import Loaded, Prepared, Refused
from kapsound.sessions.settled import cache_care

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
