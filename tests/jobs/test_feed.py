"""What a session lacks is prepared beside it, and the session is told of each sound at once."""

from dataclasses import asdict, replace

import pytest

from kapsound.core.commands import Note
from kapsound.core.prepared import recipe_to_json
from kapsound.errors import KapsoundError, NoSessionError
from kapsound.jobs.feed import feed
from kapsound.sessions import prepare


class Session:
    """A session that keeps what it is told; it is over after so many messages."""

    def __init__(self, over_after=100):
        self.told, self._left = [], over_after

    def _tell(self, *what):
        if self._left == 0:
            raise NoSessionError("the session has ended")
        self._left -= 1
        self.told.append(what)

    def ready(self, key, recipe):
        self._tell("ready", key, recipe)

    def status(self):
        self._tell("status")

    def do(self, command):
        self._tell(command)


@pytest.fixture
def partial(tiny_spec):
    return replace(tiny_spec, index=tiny_spec.index[:-2])


def test_only_what_is_missing_is_prepared_and_told(partial, tiny_spec):
    session = Session()
    feed(partial, session)
    missing = tiny_spec.index[-2:]
    ready = [what for what in session.told if what[0] == "ready"]
    assert sorted(ready, key=str) == sorted(
        (("ready", audio.key, recipe_to_json(recipe)) for recipe, audio in missing), key=str
    )


@pytest.fixture
def run_as(monkeypatch):
    """Return what puts a function in the place of the prepare job."""
    return lambda run: monkeypatch.setattr(prepare, "run_job", run)


def test_what_cannot_be_prepared_is_noted_in_the_record(partial, run_as):
    refused = [[{"path": "/m/a.ogg"}, "/m/a.ogg: is no sound"]]
    run_as(lambda *_: {"index": [], "refused": refused})
    session = Session()
    feed(partial, session)
    assert session.told == [(Note("left out: /m/a.ogg: is no sound"),)]


def test_the_cache_is_kept_within_its_limit(partial, run_as):
    asked = []

    def run(_name, request, _on_progress):
        asked.append(request["limit"])
        return {"index": [], "refused": []}

    run_as(run)
    feed(partial, Session(), 5)
    assert asked == [5]


def test_preparing_that_fails_is_noted_and_the_session_goes_on(partial, run_as):
    def run(_name, _request, _on_progress):
        raise KapsoundError("the disk is full")

    run_as(run)
    session = Session()
    feed(partial, session)
    assert session.told == [(Note("the other sounds cannot be prepared: the disk is full"),)]


@pytest.mark.parametrize("ready", [False, True])
def test_it_ends_with_the_session(partial, tiny_spec, run_as, ready):
    recipe, audio = tiny_spec.index[0]

    def run(_name, _request, on_progress):
        for _ in range(10):
            on_progress({"ready": [recipe_to_json(recipe), asdict(audio)] if ready else None})

    run_as(run)
    session = Session(over_after=3)
    with pytest.raises(NoSessionError):
        feed(partial, session)
    assert len(session.told) == 3
