"""`kapsound control` gives live commands, for scripts and for those who use no screen."""

from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from kapsound.cli.complete import command_words
from kapsound.cli.options import JSON
from kapsound.cli.talk import say
from kapsound.control import MAX_NAME, Role, open_client
from kapsound.control.protocol import write_line
from kapsound.core import commands as live
from kapsound.core.wording import describe, parse_command, usage
from kapsound.errors import RefusedError, UsageError

GROUPS: dict[str, tuple[type[live.Command], ...]] = {
    "Dose and phases": (
        live.Dose, live.Booster, live.Amend, live.Hold, live.Release, live.Extend, live.Shorten,
        live.Advance, live.Return, live.Previous, live.Undo,
    ),
    "Music": (live.Next, live.Choose, live.Pause, live.Resume),
    "Ambience": (live.BedChange, live.BedAdd, live.BedDrop),
    "Voice": (live.CueStart, live.CueStop, live.Talk, live.Ground),
    "Loudness": (live.Soften, live.Restore, live.Silence, live.Sound, live.Level),
    "The output": (live.OutputChange,),
    "The record": (live.Note, live.Vitals, live.Mark, live.Acknowledge),
    "The end": (live.End, live.Stop),
}  # fmt: skip
_USAGE_COLUMNS = 24

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class ControlCommand(TyperCommand):
    """The command, with the live commands in its help."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line."""
        del ctx
        return ["[OPTIONS]", "COMMAND", "[ARGUMENT]..."]

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the live commands, in groups."""
        del ctx
        for title, kinds in GROUPS.items():
            with formatter.section(title):
                rows = [(usage(kind), describe(kind)) for kind in kinds]
                formatter.write_dl(rows, col_max=_USAGE_COLUMNS)


@app.command(cls=ControlCommand, context_settings={"ignore_unknown_options": True})
def control(
    *,
    words: Annotated[
        list[str], typer.Argument(metavar="COMMAND", hidden=True, autocompletion=command_words)
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Confirm a command that asks.")] = False,
    actor: Annotated[
        str, typer.Option(metavar="WHO", help="Who commands, for the record; no name.")
    ] = "therapist",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Give the running session a command, and wait until it is in the record.

    Quote a text of several words, or leave the quotes out: both are read the same. Durations
    are written like 1:30, 90s, 5m or 1h10m.
    """
    text = " ".join(words)
    command = parse_command(text)
    if not 0 < len(actor) <= MAX_NAME:
        raise UsageError(f"--actor has 1 to {MAX_NAME} characters")
    with open_client(Role.SCRIPT, actor) as client:
        reply = client.do(command, confirmed=yes)
    if as_json:
        typer.echo(write_line(reply).decode().strip())
    if reply.outcome in ("asked", "refused"):
        again = " Give it again with --yes." if reply.outcome == "asked" else ""
        raise RefusedError(f"{text}: {reply.text}{again}")
    say(f"{text}: {reply.text or 'done'}.")
