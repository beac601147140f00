"""The project's own environment: made once, mended when broken, never led astray."""

import ast
import os
import sys
from pathlib import Path

import pytest

FOR_ANY_PYTHON = ["run", "test", "voice-cues", "_venv.py"]


PROJECT = """
[project]
dependencies = [
    "one>=1.2; python_version >= '3.13'",
    "two>=3,<4",
]

[project.optional-dependencies]
dev = ["three>=5"]
"""
PINS = """# the versions
one==1.9
three==5.5
four==6
"""


class Installation:
    """A fake of the programs that make an environment: notes what was run, and whether it works."""

    def __init__(self, venv):
        self.python = venv.program("python")
        self.ran = []
        self.works = True

    def run(self, command):
        self.ran.append("install" if "install" in command else "make")
        if self.ran[-1] == "make":
            self.python.parent.mkdir(parents=True)
            self.python.touch()
        return self.works or self.ran[-1] == "make"

    def answer(self, _python, _question):
        return "3.11" if self.python.exists() else ""


@pytest.fixture
def setup(load_script, monkeypatch, tmp_path):
    module = load_script("_venv.py")
    for name in ("PROJECT", "CONSTRAINTS"):
        monkeypatch.setattr(module, name, tmp_path / name)
        (tmp_path / name).write_text("as it was")
    return module


@pytest.fixture
def venv(setup, tmp_path):
    """Return an environment of its own."""
    return setup.Venv(tmp_path / ".venv", ["-c", "pins"])


@pytest.fixture
def installation(setup, venv, monkeypatch):
    fake = Installation(venv)
    monkeypatch.setattr(setup, "_run", fake.run)
    monkeypatch.setattr(setup, "_answer", fake.answer)
    return fake


@pytest.mark.parametrize("name", FOR_ANY_PYTHON)
def test_an_old_python_can_read_the_scripts(scripts, name):
    ast.parse((scripts / name).read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("name", FOR_ANY_PYTHON)
def test_the_scripts_need_the_standard_library_only(scripts, name):
    tree = ast.walk(ast.parse((scripts / name).read_text("utf-8")))
    names = [
        alias
        for node in tree
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in ([node.module] if isinstance(node, ast.ImportFrom) else _names(node))
    ]
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"_venv"}


def _names(node):
    return [alias.name for alias in node.names]


def test_an_old_python_is_told_so_plainly(setup, venv, monkeypatch):
    monkeypatch.setattr(setup.sys, "version_info", (3, 8, 2))
    monkeypatch.setattr(setup.shutil, "which", lambda name: name == "python3.12" and name)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.8.*python3\.12"):
        venv.enter()


def test_an_environment_is_made_once(setup, venv, installation):
    venv.enter()
    venv.enter()
    assert installation.ran == ["make", "install"]


def test_the_checks_add_their_packages_and_a_run_is_content_with_them(setup, venv, installation):
    for extra in ("", "dev", "", "dev"):
        venv.enter(extra)
    assert installation.ran == ["make", "install", "install"]


@pytest.mark.parametrize("changed", ["PROJECT", "CONSTRAINTS"])
def test_a_changed_file_is_installed_again_in_place(setup, venv, installation, changed):
    venv.enter()
    getattr(setup, changed).write_text("changed")
    venv.enter()
    assert installation.ran == ["make", "install", "install"]


def test_one_whose_python_is_gone_is_made_anew(setup, venv, installation):
    venv.enter()
    installation.python.unlink()
    installation.python.parent.rmdir()
    venv.enter()
    assert installation.ran == ["make", "install"] * 2


def test_a_half_made_one_is_made_anew(setup, venv, installation):
    installation.works = False
    with pytest.raises(SystemExit, match="cannot be installed"):
        venv.enter()
    installation.works = True
    venv.enter()
    assert installation.ran == ["make", "install"] * 2


def test_an_update_that_fails_leaves_what_was_there(setup, venv, installation):
    venv.enter()
    setup.PROJECT.write_text("changed")
    installation.works = False
    with pytest.raises(SystemExit):
        venv.enter()
    setup.PROJECT.write_text("as it was")
    venv.enter()
    assert installation.ran == ["make", "install", "install"]


def test_where_python_lacks_venv_uv_makes_it(setup, monkeypatch):
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/opt/{name}")
    assert [maker[:2] for maker in setup._makers()] == [["/opt/uv", "venv"]]


@pytest.mark.parametrize(
    ("tool", "command"),
    [("apt-get", "sudo apt-get install python3-venv"), ("pacman", "sudo pacman -S python")],
)
def test_without_either_it_says_the_one_command_that_mends_it(
    setup, venv, monkeypatch, tool, command
):
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(setup.shutil, "which", lambda name: name == tool and name)
    with pytest.raises(SystemExit, match=f"This mends it: {command}"):
        venv.enter()


def test_neither_another_environment_nor_pythons_variables_lead_it_astray(
    setup, venv, installation, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_CERT", "/etc/our-own.pem")
    entered = venv.enter()
    assert entered.keys().isdisjoint({"PYTHONPATH", "PIP_USER"})
    assert entered["VIRTUAL_ENV"] == str(venv.folder)
    assert Path(entered["PATH"].split(os.pathsep)[0]) == venv.program("python").parent
    assert entered["PIP_CERT"] == "/etc/our-own.pem"


def test_each_lower_bound_is_pinned_and_the_tools_stay_as_they_are(setup):
    setup.PROJECT.write_text(PROJECT)
    setup.CONSTRAINTS.write_text(PINS)
    wanted = ["one==1.2; python_version >= '3.13'", "two==3", "three==5.5"]
    assert setup.lowest_versions() == wanted
    assert setup.lowest().folder != setup.pinned().folder


def test_every_dependency_has_a_lower_bound_of_its_own(load_script):
    module = load_script("_venv.py")
    assert all("==" in wanted for wanted in module.lowest_versions())


def test_other_versions_are_installed_again(setup, venv, installation):
    venv.enter()
    setup.Venv(venv.folder, ["-c", "others"]).enter()
    assert installation.ran == ["make", "install", "install"]
