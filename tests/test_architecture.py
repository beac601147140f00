"""What each process may load: the screen stays light, the player neither decodes nor draws.

import-linter holds the written imports; these tests start real interpreters and look at what
was loaded, by whatever way.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOUND = {"numpy", "av", "pygame", "pydub"}
SCREEN = {"textual", "rich"}
DECODERS = {"av", "pydub"}
TABLES = {"sqlalchemy", "sqlite3"}

IMPORTS = """
import importlib, json, sys
forbidden, loaded = json.loads(sys.argv[1]), {}
for name in sys.argv[2:]:
    importlib.import_module(name)
    found = [root for root in forbidden if root in sys.modules]
    if found:
        loaded[name] = found
        break
print(json.dumps(loaded))
"""
COMMAND = """
import json, sys
from contextlib import redirect_stdout, suppress
forbidden = json.loads(sys.argv.pop(1))
from kapsound.cli import main
with redirect_stdout(sys.stderr), suppress(SystemExit):
    main()
print(json.dumps([root for root in forbidden if root in sys.modules]))
"""


SMALL = """
format = 1
title = "A breath"
safe_bed = "hush"
beds.hush = { synth = "brown", length = "10s" }
phases = [{ name = "preparation", length = "20s", beds = ["hush"] }]
"""


def modules(package):
    """Every module of a package, found without importing anything."""
    folder = ROOT / "kapsound" / package
    paths = (path.relative_to(ROOT).with_suffix("") for path in folder.rglob("*.py"))
    names = {".".join(path.parts).removesuffix(".__init__") for path in paths}
    return sorted(names - {f"kapsound.{package}.__main__"})


def loaded(code, forbidden, *arguments):
    """What of the forbidden a fresh interpreter has loaded after running the code."""
    command = [sys.executable, "-c", code, json.dumps(sorted(forbidden)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("core", SOUND | SCREEN | TABLES | {"typer"}),
        ("control", SOUND | SCREEN | TABLES | {"typer", "pydantic"}),
        ("cache", SOUND | SCREEN | TABLES | {"typer"}),
        ("library", SOUND | SCREEN | {"typer"}),
        ("cli", SOUND),
        ("tui", SOUND | TABLES),
        ("player", SCREEN | DECODERS | TABLES | {"typer", "pygame"}),
        ("audio", SCREEN | DECODERS | TABLES | {"typer", "pygame"}),
        ("output", SCREEN | DECODERS | TABLES | {"typer", "numpy", "pydantic"}),
        ("record", SCREEN | SOUND | TABLES | {"typer"}),
    ],
)
def test_importing_any_module_of_a_package_loads_nothing_foreign_to_it(package, forbidden):
    assert loaded(IMPORTS, forbidden, *modules(package)) == {}


def test_launching_a_job_loads_no_sound():
    assert loaded(IMPORTS, SOUND | SCREEN, "kapsound.jobs", "kapsound.processes") == {}


@pytest.mark.parametrize(
    "words",
    ["--help", "play --help", "schema", "prepare SMALL", "check SMALL", "status", "records list"],
)
def test_a_command_loads_neither_sound_nor_screen_nor_library_itself(words, tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    words = [word.replace("SMALL", str(tmp_path / "small.toml")) for word in words.split()]
    assert loaded(COMMAND, SOUND | SCREEN | TABLES, *words) == []


def test_rendering_leaves_the_sound_to_its_job(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    words = ["render", str(tmp_path / "small.toml"), "-o", str(tmp_path / "small.wav")]
    assert loaded(COMMAND, SOUND | SCREEN, *words) == []
    assert (tmp_path / "small.wav").stat().st_size > 1_000_000
