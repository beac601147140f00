"""One tree of errors, each with its exit code, and findings that say where they are."""

import ast
import re
from pathlib import Path

import pytest

from kapsound import errors
from kapsound.errors import KapsoundError, PlaylistError, Problem
from kapsound.processes import JobFault


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.toml", "is empty"), "a.toml: is empty"),
        (Problem("a.toml", "is empty", line=3), "a.toml:3: is empty"),
        (Problem("a.toml", "is empty", key="title"), "a.toml: title: is empty"),
        (Problem("a.toml", "is empty", 3, "phases.1"), "a.toml:3: phases.1: is empty"),
    ],
)
def test_a_problem_names_file_line_and_key(problem, text):
    assert str(problem) == text
    assert problem.severity == "error"


def test_a_playlist_error_holds_every_finding_at_once():
    problems = [Problem("a.toml", "one"), Problem("a.toml", "two", 7)]
    error = PlaylistError(problems)
    assert error.problems == tuple(problems)
    assert str(error) == "a.toml: one\na.toml:7: two"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("KapsoundError", 1),
        ("PlaylistError", 1),
        ("MediaError", 1),
        ("RecordError", 1),
        ("UsageError", 2),
        ("DeviceError", 3),
        ("BusyError", 4),
        ("NoSessionError", 4),
        ("RefusedError", 5),
    ],
)
def test_every_error_has_its_exit_code(name, code):
    kind = getattr(errors, name)
    assert issubclass(kind, KapsoundError)
    assert kind.exit_code == code


def errors_of_the_package():
    """Every error's class, wherever it stands, with its parent."""
    bases = {
        node.name: node.bases[0].id
        for path in Path(errors.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and node.bases and isinstance(node.bases[0], ast.Name)
    }
    known = {"KapsoundError"}
    while more := {name for name, base in bases.items() if base in known} - known:
        known |= more
    return {name: bases[name] for name in known - {"KapsoundError"}}


def test_the_tree_is_drawn_whole():
    drawn = dict(re.findall(r"── (\w+) .*\(exit (\d+)\)$", errors.__doc__, re.MULTILINE))
    assert drawn.keys() == errors_of_the_package().keys()
    here = {name: str(kind.exit_code) for name, kind in vars(errors).items() if name in drawn}
    assert here.items() <= drawn.items()
    assert drawn["JobFault"] == str(JobFault.exit_code)


def test_a_kind_of_another_error_is_drawn_beneath_it():
    above = ""
    for indent, name in re.findall(r"^    ([│ ]*)[├└]── (\w+)", errors.__doc__, re.MULTILINE):
        above = above if indent else name
        assert errors_of_the_package()[name] == (above if indent else "KapsoundError")
