"""Every error comes out of another process as it went in."""

import json

import pytest

from kapsound import errors
from kapsound.errors import KapsoundError, PlaylistError, Problem, error_from_json, error_to_json


def kinds(kind=KapsoundError):
    """Every error of the tree that takes a message."""
    yield kind
    for each in kind.__subclasses__():
        if each is not PlaylistError and each.__module__ == errors.__name__:
            yield from kinds(each)


def through_json(error):
    return error_from_json(json.loads(json.dumps(error_to_json(error))))


@pytest.mark.parametrize("kind", kinds())
def test_an_error_keeps_its_class_message_and_exit_status(kind):
    error = through_json(kind("room.toml: no such bed — choose another"))
    assert type(error) is kind
    assert str(error) == "room.toml: no such bed — choose another"
    assert error.exit_code == kind.exit_code


def test_a_playlist_error_keeps_every_problem():
    problems = (
        Problem("a.toml", "is too short", 7, "phases[0].length"),
        Problem("a.toml", "is quiet", severity="warning"),
    )
    error = through_json(PlaylistError(problems))
    assert isinstance(error, PlaylistError)
    assert error.problems == problems


def test_an_error_without_problems_is_still_a_playlist_error():
    assert through_json(PlaylistError(())).problems == ()


def test_an_error_of_a_kind_nobody_knows_is_an_error_with_its_message():
    assert type(error_from_json({"kind": "Flood", "message": "wet"})) is KapsoundError
    assert str(error_from_json({"kind": "Flood", "message": "wet"})) == "wet"


@pytest.mark.parametrize("kind", ["Problem", "dataclass", "__doc__", "Sequence"])
def test_only_errors_are_made_from_names(kind):
    assert type(error_from_json({"kind": kind, "message": "x"})) is KapsoundError


def test_a_subclass_of_another_module_arrives_as_the_nearest_known_kind():
    class SinkLost(errors.DeviceError):
        """The device has gone."""

    error = through_json(SinkLost("gone"))
    assert isinstance(error, errors.DeviceError)
    assert error.exit_code == 3
