"""`kapsound check`: what would go wrong in the room, told beforehand."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.load import prepared
from kapsound.cli.talk import say
from kapsound.errors import PlaylistError, Problem
from kapsound.sessions.load import findings, load
from kapsound.text import visible

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check(
    *,
    playlist: Annotated[Path, typer.Argument(metavar="PLAYLIST", help="The playlist file (TOML).")],
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON list.")] = False,
) -> None:
    """Say what would go wrong with a playlist in the room; it is prepared for that.

    Each finding is a line, FILE:LINE: KEY: what is wrong. With an error the exit code is 1;
    warnings are worth a look.
    """
    problems = _problems(playlist)
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in problems]))
    else:
        for problem in problems:
            typer.echo(visible(f"{problem.severity}: {problem}"))
    errors = sum(problem.severity == "error" for problem in problems)
    say(_summary(playlist, errors, len(problems) - errors))
    if errors:
        raise typer.Exit(1)


def _summary(playlist: Path, errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return f"{playlist}: all is well; it is ready to play."
    ready = "it plays, but look at these first" if not errors else "mend the errors first"
    return f"{playlist}: {_count(errors, 'error')}, {_count(warnings, 'warning')}; {ready}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _problems(playlist: Path) -> Sequence[Problem]:
    try:
        loaded = load(playlist)
    except PlaylistError as error:
        return error.problems
    return findings(loaded, *prepared(loaded))
