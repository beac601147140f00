"""`kapsound check`: what would go wrong in the room, told beforehand."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.load import Loaded, load, prepared
from kapsound.cli.talk import say
from kapsound.core.check import check as check_playlist
from kapsound.core.check import refused
from kapsound.core.playlist.text import visible
from kapsound.errors import PlaylistError, Problem

app = typer.Typer(rich_markup_mode=None)


@app.command()
def check(
    *,
    playlist: Annotated[Path, typer.Argument(help="The playlist file (TOML).")],
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON list.")] = False,
) -> None:
    """Prepare a playlist and say what would go wrong with it in the room.

    Errors end with exit code 1; warnings are worth a look.
    """
    problems = _problems(playlist)
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in problems]))
    else:
        for problem in problems:
            typer.echo(visible(f"{problem.severity}: {problem}"))
    errors = sum(problem.severity == "error" for problem in problems)
    say(f"{errors} errors, {len(problems) - errors} warnings")
    if errors:
        raise typer.Exit(1)


def _problems(playlist: Path) -> Sequence[Problem]:
    try:
        loaded = load(playlist)
    except PlaylistError as error:
        return error.problems
    return [*_findings(loaded)]


def _findings(loaded: Loaded) -> list[Problem]:
    index, left_out = prepared(loaded)
    where = (loaded.playlist, loaded.root)
    text, file = loaded.text, str(loaded.file)
    problems = [
        *refused(*where, left_out, text, file),
        *check_playlist(*where, dict(index), text, file),
    ]
    return sorted(problems, key=lambda problem: problem.line or 0)
