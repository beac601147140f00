"""Judges the client codes that a command line names."""

import sys

import typer

from kapsound.cli.talk import say
from kapsound.core import client_code
from kapsound.errors import UsageError
from kapsound.text import quoted


def require_code(code: str, where: str = "") -> None:
    """Refuse what is no client code; `where` is what names it, such as `--client: `.

    Raises:
        UsageError: it is none.

    """
    if fault := client_code.fault(code):
        raise UsageError(f"{where}{quoted(code)} is no client code: {fault}")


def judge(code: str, where: str = "") -> None:
    """Refuse what is no client code, and ask once before one is used that looks like a name."""
    require_code(code, where)
    question = client_code.question(code)
    if not question:
        return
    if not sys.stdin.isatty():
        say(f"warning: {question.partition('. ')[0]}; write a code that tells nobody who it is.")
    elif not typer.confirm(question, default=False, err=True):
        raise typer.Exit(UsageError.exit_code)
