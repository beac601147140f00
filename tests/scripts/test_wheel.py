"""The built wheel is whole: installed away from the checkout it has all that a session needs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SOURCES = ("kapsound", "playlists", "scripts", "pyproject.toml", "README.md", "LICENSE")
PIP = (sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check")
SAY = "from kapsound.paths import ready_playlists as ready; print(ready())"
TITLES = (
    "from kapsound.tui.home.playlists import cards\n"
    "for card in cards(()): print(card.path.name, card.title, card.fault, sep='|')"
)


def run(*command, **options):
    """Run a command to its end, and return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the wheel, built without network from a copy of the sources."""
    folder = tmp_path_factory.mktemp("build")
    for name in SOURCES:
        source, copy = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    offline = ("--no-deps", "--no-index", "--no-build-isolation")
    run(*PIP, "wheel", *offline, "-w", "dist", ".", cwd=folder)
    (found,) = (folder / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """Return a folder of its own that the wheel is installed in."""
    folder = tmp_path_factory.mktemp("site")
    run(*PIP, "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return folder


@pytest.fixture(scope="module")
def command(site, tmp_path_factory):
    """Return a runner of commands that see what is installed, away from the checkout."""
    work = tmp_path_factory.mktemp("work")
    environment = {**os.environ, "PYTHONPATH": str(site), "KAPSOUND_HOME": str(work / "home")}
    return lambda *words: run(*words, cwd=work, env=environment)


@pytest.fixture(scope="module")
def kapsound(site, command):
    """Return a runner of the installed program."""
    (program,) = (site / "bin").glob("kapsound*")
    return lambda *words: command(str(program), *words)


@pytest.fixture(scope="module")
def told(site, command):
    """Return a runner of code that imports the installed package."""

    def run_code(code):
        return command(sys.executable, "-c", code)

    place = run_code("import kapsound; print(kapsound.__file__)")
    assert Path(place.strip()).is_relative_to(site)
    return run_code


def test_its_playlists_are_all_there_and_without_fault(told):
    rows = [line.split("|") for line in told(TITLES).splitlines()]
    assert {name for name, *_ in rows} == {path.name for path in ROOT.glob("playlists/*.toml")}
    assert [fault for *_, fault in rows if fault] == []


def test_every_voice_cue_came_along(told):
    ready = Path(told(SAY).strip())
    beside = {path.relative_to(ROOT / "playlists") for path in ROOT.glob("playlists/**/*.*")}
    assert {path.relative_to(ready) for path in ready.glob("**/*.*")} == beside


def test_the_program_tells_its_commands(kapsound):
    assert "render" in kapsound("--help")


def test_the_demo_is_rendered_whole_by_its_name(kapsound, tmp_path):
    target = tmp_path / "demo.wav"
    kapsound("render", "demo", "-o", str(target))
    assert target.read_bytes()[:4] == b"RIFF"
    assert target.stat().st_size > 5 * 60 * 48_000 * 4
