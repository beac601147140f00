"""One tree of errors, each with its exit code, and findings that say where they are."""

import pytest

from kapsound import errors
from kapsound.errors import KapsoundError, PlaylistError, Problem


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


def test_the_tree_is_drawn_whole():
    kinds = [
        kind for kind in vars(errors).values() if KapsoundError in getattr(kind, "__bases__", ())
    ]
    assert len(kinds) == 8
    for kind in kinds:
        line = next(line for line in errors.__doc__.splitlines() if f"── {kind.__name__} " in line)
        assert line.endswith(f"(exit {kind.exit_code})")
