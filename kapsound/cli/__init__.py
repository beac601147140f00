"""The command line: the only place that wires real objects together.

A command's module is loaded when that command runs, so that `--help` is quick.
"""

import importlib
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kapsound import __version__
from kapsound.cli.talk import failure, unexpected
from kapsound.errors import KapsoundError

COMMANDS = {
    "play": "Play a session.",
    "render": "Render a session into a sound file, faster than real time.",
    "prepare": "Prepare a playlist's sounds, so that nothing can fail while it plays.",
    "check": "Say what would go wrong with a playlist in the room.",
    "control": "Give the running session a command.",
    "status": "Say how the running session stands.",
    "devices": "List the sound outputs.",
    "records": "List, show and verify session records.",
    "schema": "Print the JSON Schema of playlists, for editors.",
}
EXIT_CODES = """Exit codes: 0 done; 1 a playlist, sound file or record is at fault; 2 the command
line is not understood; 3 no such sound output; 4 a session runs already, or none does;
5 the session refused a command, or asks first; 70 a fault of kapsound itself; 130 Ctrl-C."""


class Commands(TyperGroup):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands' names in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kapsound.cli.{cmd_name}")
        return typer.main.get_command(module.app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    name="kapsound",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if wanted:
        typer.echo(f"kapsound {__version__}")
        raise typer.Exit


@app.callback()
def kapsound(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Play guided sessions: preparation, onset, peak and return, timed from the dose."""
    del version


def main() -> None:
    """Run the program; every error becomes one message and an exit code."""
    try:
        app()
    except KapsoundError as error:
        sys.exit(failure(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last net: no traceback reaches a user
        sys.exit(unexpected(error))
