"""The handler: a request is answered once it happened and its line is on the disk."""

import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from typed import mismatches

from kapsound.audio.mixer import Mixer
from kapsound.audio.source import MemorySource
from kapsound.control import Contents, Status
from kapsound.core.commands import Dose, End, Extend, Mark, Next, OutputChange, Request
from kapsound.core.session import begin
from kapsound.player import handler as module
from kapsound.player.engine import Engine
from kapsound.player.handler import SessionHandler
from kapsound.player.late_sounds import LateSounds
from kapsound.player.live_history import LiveHistory
from kapsound.player.loop import run
from kapsound.player.origins import Inbox
from kapsound.player.status import StatusSource
from kapsound.record.clock import Clock
from kapsound.units import GRID, to_frames

ROOM = {
    "name": "room",
    "level": -3.0,
    "state": "playing",
    "why": "",
    "lost": False,
    "underruns": 2,
}


class Disk:
    """A log whose lines are on the disk once `kept` is set."""

    def __init__(self):
        self.kept = threading.Event()

    def append(self, _event, _frame):
        return self

    def wait(self, timeout=None):
        return self.kept.wait(timeout)


class Nothing:
    """A preloader that has nothing to open."""

    def __init__(self):
        self.expect = lambda _session, _request, _frame: None


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def handler(one_phase, disk, tmp_path):
    """Return a handler whose session runs as long as a test lets it."""
    silence = MemorySource(np.zeros((to_frames(60), 2), np.float32))
    history = LiveHistory(disk, Clock().wall)
    mixer = Mixer(lambda _: silence, metered=True)
    engine = Engine(begin(one_phase("a", "b", seconds=50)), mixer, history)
    out = SimpleNamespace(outputs=[ROOM])
    journal = SimpleNamespace(folder=Path("records/r7"), fault=None)
    late_sounds = LateSounds(tmp_path, lambda _: None)
    source = StatusSource(engine, out, journal, history, "c7")
    return SessionHandler(engine, Nothing(), Inbox(), late_sounds, source)


def go_on(handler):
    """Let one block go by."""
    engine = handler.engine
    run(engine, handler.inbox.due, lambda _: None, until=engine.frame + GRID)


@pytest.fixture
def submit(handler):
    """Return a submitter that gives a request from a client's thread while blocks go by."""

    def give(request):
        replies = []
        client = threading.Thread(target=lambda: replies.append(handler.submit(request)))
        client.start()
        while client.is_alive():
            go_on(handler)
            client.join(0.001)
        return replies[0]

    return give


@pytest.mark.parametrize(
    ("request_", "outcome", "text"),
    [
        (Request("1", Next()), "accepted", ""),
        (Request("2", End()), "asked", "end the session?"),
        (Request("3", Next(), confirmed=True), "accepted", ""),
    ],
)
def test_a_reply_tells_what_became_of_the_request(disk, submit, request_, outcome, text):
    disk.kept.set()
    reply = submit(request_)
    assert (reply.outcome, reply.text) == (outcome, text)
    assert reply.frame % GRID == 0


def test_what_a_request_starts_is_opened_before_it_is_handed_in(handler, disk, submit):
    disk.kept.set()
    handler.preloader.expect = lambda _, request, __: opened.append(
        (request.id, handler.inbox._queue.empty())
    )
    opened = []
    submit(Request("1", Next()))
    assert opened == [("1", True)]


def test_a_refusal_gives_the_reason(disk, submit):
    disk.kept.set()
    submit(Request("1", End(), confirmed=True))
    reply = submit(Request("2", Next()))
    assert (reply.outcome, reply.text) == ("refused", "the session is ending")


def test_a_reply_waits_for_the_disk(handler, disk):
    replies = []
    request = Request("1", Mark())
    client = threading.Thread(target=lambda: replies.append(handler.submit(request)))
    client.start()
    while not (taken := list(handler.inbox.due(0))):
        pass
    (pending,) = taken
    pending.give(handler.engine.take(pending.request))
    assert not replies
    disk.kept.set()
    client.join(30)
    assert replies[0].outcome == "accepted"


def test_a_record_that_is_late_is_told(submit, monkeypatch):
    monkeypatch.setattr(module, "RECORD_S", 0.0)
    assert submit(Request("1", Mark())).text == "done, but the record is late on the disk"


def test_a_session_that_gives_no_answer_is_told(handler, monkeypatch):
    monkeypatch.setattr(module, "ANSWER_S", 0.0)
    reply = handler.submit(Request("1", Mark()))
    assert reply.outcome == "refused"
    assert "no answer" in reply.text


def test_the_status_is_the_session_s_with_outputs_record_and_past(handler):
    go_on(handler)
    status = handler.source.status("screen-1")
    assert status["controller"] == "screen-1"
    assert status["outputs"] == [ROOM]
    assert status["record_fault"] is None
    assert status["meters"]["loudness"] == -120.0
    assert [phase["name"] for phase in status["ran"]["phases"]] == ["peak"]
    assert status["tail"]
    assert mismatches(status, Status) == []


def test_the_contents_say_what_the_session_is_made_of(handler):
    contents = handler.source.contents()
    assert (contents["revision"], contents["client"], contents["record"]) == (1, "c7", "r7")
    assert [track["id"] for track in contents["phases"][0]["tracks"]] == ["a", "b"]
    assert handler.source.contents() is contents
    assert mismatches(contents, Contents) == []


def test_the_contents_have_a_new_revision_once_the_material_says_something_else(handler):
    session, before = handler.engine.session, handler.source.contents()
    handler.engine.session = replace(session, material=replace(session.material, seed=7))
    assert handler.source.contents() is before
    handler.engine.session = replace(session, material=replace(session.material, beds=()))
    assert handler.source.status(None)["contents"] == 2
    assert handler.source.contents() == before | {"revision": 2, "beds": []}


def test_a_preview_changes_nothing(handler):
    before = handler.engine.session
    shown = handler.preview(Extend(60.0))
    assert shown.would == "accepted"
    assert handler.preview(Extend(60.0)) == shown
    assert handler.engine.session is before


def test_an_output_that_cannot_be_had_is_refused_before_the_session_hears_of_it(handler, disk):
    disk.kept.set()
    strict = replace(handler, refuses_output=lambda name: f"no sound output {name}")
    reply = strict.submit(Request("1", OutputChange("Nowhere")))
    assert (reply.outcome, reply.text) == ("refused", "no sound output Nowhere")
    assert handler.inbox._queue.empty()


def test_a_dose_with_a_text_without_end_is_refused_before_the_session_hears_of_it(handler):
    reply = handler.submit(Request("1", Dose(what="m" * 201)))
    assert reply.outcome == "refused"
    assert reply.text.startswith("what it was takes 201 characters; write 200 at most")
    assert handler.inbox._queue.empty()
