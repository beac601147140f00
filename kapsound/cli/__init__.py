"""Runs the command line, the only place that wires real objects together.

A command's module is loaded when that command runs, so that `--help` is quick.
"""

import importlib
import sys
from typing import Annotated, Any, cast

import typer

from kapsound import __version__
from kapsound.cli.groups import Helped
from kapsound.cli.talk import at_terminal, complain, say
from kapsound.errors import KapsoundError

NAME = "kapsound"
COMMANDS = {
    "home": "Open the screen: start a session, or go on with the one that runs.",
    "attach": "Open the screen on the session that runs.",
    "play": "Play a session.",
    "resume": "Go on with a session that broke off, as after a power cut.",
    "render": "Render a session into a sound file, faster than real time.",
    "prepare": "Prepare a playlist's sounds, so that nothing can fail while it plays.",
    "check": "Say what would go wrong with a playlist in the room.",
    "new": "Draft a playlist from a folder of music.",
    "listen": "Hear one synthesized source or sound file, and how it measures.",
    "plan": "Say which tracks play when and how each phase ends.",
    "control": "Give the running session a command.",
    "status": "Say how the running session stands.",
    "devices": "List the sound outputs.",
    "library": "Keep a clinic's music: scan it, find in it, say what it is.",
    "records": "List, show and verify session records.",
    "schema": "Print the JSON Schema of playlists, for editors.",
}
EXIT_CODES = """Exit codes: 0 done; 1 a playlist, sound file, record or the library is at fault, or
the player died; 2 the command line is not understood; 3 no such sound output, or it cannot be
written; 4 a session runs already, or none does; 5 the session refused a command, or asks first;
70 a fault of kapsound itself; 130 Ctrl-C."""
SOFTWARE_FAULT = 70
INTERRUPTED = 130
# The base of all that typer raises about the command line; its own name moved between versions.
_MISUSE = cast("type[Exception]", typer.BadParameter.__mro__[1])


class Commands(Helped):
    """The commands of kapsound: each is a module, and in it an app or a function of its name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; at a terminal an empty one opens the screen."""
        return super().parse_args(ctx, args or (["home"] if at_terminal() else []))

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands' names in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name}")
        app = getattr(module, "app", None)
        if not app:
            app = typer.Typer(rich_markup_mode=None, add_completion=False)
            app.command()(getattr(module, cmd_name))
        return typer.main.get_command(app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    name=NAME,
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
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
        sys.exit(app(prog_name=NAME, standalone_mode=False))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except _MISUSE as error:
        sys.exit(_misuse(error))
    except Exception as error:  # noqa: BLE001 - the last net: no traceback reaches a user
        sys.exit(_failure(error))


def _failure(error: Exception) -> int:
    if isinstance(error, KapsoundError) and error.exit_code != SOFTWARE_FAULT:
        complain(error)
        return error.exit_code
    from kapsound.cli.fault import tell_fault  # noqa: PLC0415 - needed once in a lifetime

    tell_fault(error)
    return SOFTWARE_FAULT


def _misuse(error: Any) -> int:
    """Say what of the command line is not understood; return the exit code."""
    said = error.format_message().rstrip(".")
    path = error.ctx.command_path if error.ctx else NAME
    say(f"{path}: {said[:1].lower()}{said[1:]}. See: {path} --help")
    return int(error.exit_code)
