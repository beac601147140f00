"""`kapsound check` says beforehand what would go wrong in the room."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from kapsound.cli.load import load_playlist, prepare_all
from kapsound.cli.options import JSON, PLAYLIST
from kapsound.cli.talk import say
from kapsound.errors import PlaylistError, Problem
from kapsound.sessions.check import findings
from kapsound.sessions.prepare import LeftOut
from kapsound.text import visible


def check(
    *,
    playlist: Annotated[str, PLAYLIST],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Say what would go wrong with a playlist in the room; it is prepared for that.

    Each finding is a line, FILE:LINE: KEY: what is wrong. With an error, or a sound that has to
    be left out, the exit code is 1; other warnings are worth a look.
    """
    problems, left_out = _problems(playlist)
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in problems]))
    else:
        for problem in problems:
            typer.echo(visible(f"{problem.severity}: {problem}"))
    errors = sum(problem.severity == "error" for problem in problems)
    say(_summary(playlist, errors, len(problems) - errors))
    if errors or left_out:
        raise typer.Exit(1)


def _summary(playlist: str, errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return f"{playlist}: all is well; it is ready to play."
    ready = "it plays, but look at these first" if not errors else "mend the errors first"
    return f"{playlist}: {_count(errors, 'error')}, {_count(warnings, 'warning')}; {ready}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _problems(playlist: str) -> tuple[Sequence[Problem], LeftOut]:
    try:
        loaded, settings = load_playlist(playlist)
    except PlaylistError as error:
        return error.problems, ()
    prepared = prepare_all(loaded, settings)
    return findings(loaded, prepared), prepared.left_out
