"""The help is there at once, and says what there is."""

import json
import subprocess
import sys

import pytest
import typer

from kapsound import cli
from kapsound.cli.control import GROUPS
from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.wording import describe, usage

HELP_S = 0.25
LOOK = """
import json, sys
from contextlib import redirect_stdout, suppress
from kapsound.cli import main
with redirect_stdout(sys.stderr), suppress(SystemExit):
    main()
print(json.dumps(sorted(sys.modules)))
"""


def test_help_loads_no_command_and_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", LOOK, "--help"], capture_output=True, check=True)
    loaded = set(json.loads(done.stdout))
    commands = {f"kapsound.cli.{name}" for name in cli.COMMANDS}
    assert loaded & {"pydantic", "numpy", "av", "pygame", "textual", "rich", *commands} == set()


def test_help_takes_no_longer_than_a_blink():
    """The processor's time is measured, since the machine may be busy with others."""
    resource = pytest.importorskip("resource")
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "kapsound.cli", "--help"], capture_output=True, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) <= HELP_S


def test_the_program_alone_shows_its_help(kapsound):
    alone = kapsound()
    assert alone == kapsound("--help")
    assert alone.code == 0
    for name, what in cli.COMMANDS.items():
        assert f"  {name} " in alone.out
        assert what.split()[0] in alone.out


@pytest.mark.parametrize(
    "name",
    [
        *cli.COMMANDS,
        "library add",
        "library find",
        "records list",
        "records show",
        "records verify",
    ],
)
def test_every_command_explains_itself_and_each_of_its_options(kapsound, name):
    shown = kapsound(*name.split(), "--help")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(f"Usage: kapsound {name}")
    assert "list[" not in shown.out


def test_the_summary_of_a_command_is_the_beginning_of_its_help():
    root = typer.main.get_command(cli.app)
    for name, summary in cli.COMMANDS.items():
        words = " ".join((root.get_command(None, name).help or "").split())
        assert words.startswith(summary.rstrip(".")), name


def test_the_help_of_control_lists_every_live_command(kapsound):
    shown = " ".join(kapsound("control", "--help").out.split())
    for kind in LIVE_COMMANDS:
        assert f"{usage(kind)} {describe(kind)}" in shown


def test_the_groups_of_live_commands_hold_each_of_them_once():
    grouped = [kind for kinds in GROUPS.values() for kind in kinds]
    assert sorted(grouped, key=lambda kind: kind.name) == sorted(
        LIVE_COMMANDS, key=lambda kind: kind.name
    )


def test_the_version_is_said(kapsound):
    assert kapsound("--version").out.startswith("kapsound 0.")
