"""`kapsound control`: every live command, for scripts and for those who use no screen."""

from typing import Annotated

import typer

from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.control.protocol import write_line
from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.playlist.text import visible
from kapsound.core.wording import describe, parse_command, usage
from kapsound.errors import RefusedError
from kapsound.paths import runtime_dir

COMMAND_LIST = "\n\n".join(
    ["The commands:", *(f"\b\n{usage(kind)}\n    {describe(kind)}" for kind in LIVE_COMMANDS)]
)

app = typer.Typer(rich_markup_mode=None)


def _complete(incomplete: str) -> list[tuple[str, str]]:
    return [
        (kind.name, describe(kind)) for kind in LIVE_COMMANDS if kind.name.startswith(incomplete)
    ]


@app.command(epilog=COMMAND_LIST, context_settings={"ignore_unknown_options": True})
def control(
    *,
    words: Annotated[
        list[str], typer.Argument(metavar="COMMAND [ARG]...", autocompletion=_complete)
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Confirm a command that asks.")] = False,
    actor: Annotated[
        str, typer.Option(help="Who commands, for the record; no name.")
    ] = "therapist",
    as_json: Annotated[bool, typer.Option("--json", help="Answer as a JSON object.")] = False,
) -> None:
    """Give the running session a command, and wait until it is in the record."""
    text = " ".join(words)
    parse_command(text)
    with Client(endpoint_in(runtime_dir())) as client:
        reply = client.do(text, actor=actor, confirmed=yes)
    if as_json:
        typer.echo(write_line(reply).decode().strip())
    if reply.outcome == "asked":
        raise RefusedError(f"{reply.text} Give it again with --yes.")
    if reply.outcome == "refused":
        raise RefusedError(reply.text)
    if not as_json:
        typer.echo(visible(f"{text}: done. {reply.text}".strip()))
