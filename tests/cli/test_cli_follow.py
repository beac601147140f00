"""Following a session: what is told when, and what Ctrl-C does at any moment."""

import os
import signal
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from kapsound.cli import follow, play
from kapsound.cli.follow import _Presses, _Teller
from kapsound.cli.progress import StatusLine
from kapsound.control import Look
from kapsound.core.output import destinations
from kapsound.core.spec import SessionSpec
from kapsound.errors import DeviceError, NoSessionError


def status(phase=1, faults=()):
    part = {"name": f"p{phase}", "number": phase, "of": 2, "waits": "plan", "left": 9.0}
    return {
        "t": 5.0, "d": None, "phase": part, "plan": [], "music": None, "next": None, "cue": None,
        "states": [], "outputs": [{"lost": False}], "record_fault": None, "faults": faults,
    }  # fmt: skip


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved."""
    now = [100.0]
    monkeypatch.setattr(follow.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def teller():
    return _Teller(StatusLine())


def test_without_a_terminal_a_line_comes_every_15_s_and_at_each_phase(teller, clock, capsys):
    for seconds, phase in ((0.0, 1), (0.25, 1), (14.5, 1), (0.5, 1), (0.25, 2), (0.25, 2)):
        clock[0] += seconds
        teller.tell(status(phase))
    said = capsys.readouterr().err.splitlines()
    assert [line.split()[4] for line in said] == ["p1", "p1", "p2"]


def test_a_fault_is_told_once_in_a_line_of_its_own(teller, clock, capsys):
    fault = {"n": 1, "t": 4.0, "text": "the output is gone; it is tried again"}
    for _ in range(3):
        teller.tell(status(faults=(fault,)))
    said = capsys.readouterr().err
    assert said.count("FAULT at T+ 0:04: the output is gone; it is tried again\n") == 1


def test_a_press_interrupts_only_while_it_may():
    with _Presses() as presses:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            presses.open()
        assert len(presses.taken()) == 1
        presses.open()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        assert len(presses.taken()) == 2
        assert presses.taken() == []


def press():
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def interrupted(monkeypatch):
    """Follow a session in which Ctrl-C comes at these times; return what was said."""
    said = []
    monkeypatch.setattr(follow, "say", said.append)
    monkeypatch.setattr(follow, "_end", lambda: "ending")

    def run(clock, *pauses):
        left = list(pauses)

        def watch(_teller):
            if left:
                clock[0] += left.pop(0)
                press()

        monkeypatch.setattr(follow, "_watch", watch)
        follow._stay(_Teller(StatusLine()))
        return said

    run.said = said
    return run


def test_ctrl_c_twice_within_three_seconds_ends_the_session(interrupted, clock):
    assert interrupted(clock, 1.0, 2.5) == [follow._GOES_ON, "ending"]


def test_ctrl_c_now_and_then_ends_nothing(interrupted, clock):
    assert interrupted(clock, 1.0, 3.5, 3.5) == [follow._GOES_ON] * 3


def test_ctrl_c_while_it_ends_leaves_the_session_to_itself(interrupted, clock):
    with pytest.raises(KeyboardInterrupt):
        interrupted(clock, 1.0, 1.0, 1.0)
    assert interrupted.said[-1] == "The session goes on to its end without this terminal."


def test_a_player_that_does_not_answer_is_not_taken_for_dead(monkeypatch):
    def stuck(_role, _name):
        raise NoSessionError(follow.STUCK)

    monkeypatch.setattr(follow, "open_client", stuck)
    with pytest.raises(NoSessionError, match="may still be playing"):
        follow._watch(None)


def test_a_player_that_hung_up_is_called_again(monkeypatch):
    calls = [("a", "b"), ("c",)]

    class Line:
        def __init__(self, _role, _name):
            if not calls:
                raise NoSessionError("no session is running")

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def watch(self, _rate):
            return [Look(status, {}) for status in calls.pop(0)]

    told = []
    monkeypatch.setattr(follow, "open_client", Line)
    follow._watch(SimpleNamespace(tell=told.append))
    assert told == ["a", "b", "c"]


SPEC = SessionSpec("", "a.toml", "/", "/", (), 0, "A breath")


@pytest.fixture
def no_device(monkeypatch):
    """Start sessions on a machine without a sound output; return the outputs that were tried."""
    tried = []

    def start(spec, _runtime):
        tried.append(str(spec.outputs[0].output))
        if tried[-1] != "null":
            raise DeviceError("no sound output was found")
        return "record"

    monkeypatch.setattr(play, "start_player", start)
    return tried


@pytest.mark.parametrize(("terminal", "answer"), [(False, True), (True, False)])
def test_nothing_runs_silently_unless_somebody_agrees(no_device, monkeypatch, terminal, answer):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(play.typer, "confirm", lambda *_, **__: answer)
    with pytest.raises((DeviceError, play.typer.Exit)) as left:
        play._start(SPEC)
    assert left.value.exit_code == 3
    assert no_device == [""]


def test_a_silent_run_is_offered_on_a_terminal(no_device, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(play.typer, "confirm", lambda *_, **__: True)
    assert play._start(SPEC) == "record"
    assert no_device == ["", "null"]


def test_a_device_that_was_asked_for_by_name_is_never_replaced(no_device, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    with pytest.raises(DeviceError):
        play._start(replace(SPEC, outputs=destinations("Headphones")))
    assert no_device == ["Headphones"]
