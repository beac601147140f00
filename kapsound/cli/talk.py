"""Talk on stderr. Data goes to stdout elsewhere."""

import os
import sys

import typer

from kapsound.errors import KapsoundError, Problem, RefusedError
from kapsound.text import visible


def say(text: str) -> None:
    """Write a line of talk; control characters in it are shown, not obeyed."""
    print(visible(text, keep="\n"), file=sys.stderr, flush=True)  # noqa: T201 - this is the place


def at_terminal() -> bool:
    """Say whether a person sits at a terminal that can show a screen."""
    screen = sys.stdin.isatty() and sys.stdout.isatty()
    return screen and os.environ.get("TERM") not in ("dumb", "unknown")


def ask(question: str, *, yes: bool) -> None:
    """Go on only if a person says so, or has with `--yes`."""
    if yes:
        return
    if not at_terminal():
        raise RefusedError(f"{question} Give --yes to say so")
    if not typer.confirm(question, err=True):
        raise typer.Exit(RefusedError.exit_code)


def complain(problem: Problem | KapsoundError) -> None:
    """Say what is wrong, each line by itself."""
    for line in str(problem).split("\n"):
        say(f"kapsound: {line}")
