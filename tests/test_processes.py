"""A job that is launched answers, reports, fails or dies; the caller always learns which."""

import sys

import pytest

from kapsound import errors
from kapsound import processes as launch
from kapsound.errors import KapsoundError, PlaylistError, Problem
from kapsound.processes import JobFault, run_job

JOB = """
from kapsound import errors
from kapsound.errors import PlaylistError, Problem
from kapsound.jobs.work import serve

def work(request, report):
    what = request["what"]
    if what == "die":
        import os
        os._exit(7)
    if what == "hold on":
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        report({})
        while True:
            time.sleep(60)
    if what == "tidy":
        import pathlib, time
        try:
            report({})
            time.sleep(60)
        finally:
            time.sleep(0.5)
            pathlib.Path(request["mark"]).touch()
    if what == "crash":
        raise ZeroDivisionError("a bug")
    if what == "problems":
        raise PlaylistError([Problem("a.toml", "is empty", 3, "phases")])
    if what == "chatter":
        print("a warning", "[1, 2]", "7", sep="\\n")
    elif what != "answer":
        raise getattr(errors, what)(f"this is {what}")
    for done in range(3):
        report({"done": done})
    return {"echo": request}

serve(work)
"""
KINDS = [
    "KapsoundError", "MediaError", "RecordError", "UsageError", "DeviceError", "BusyError",
    "NoSessionError", "RefusedError",
]  # fmt: skip


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Return a runner of a job of our own, which does what it is asked."""
    folder = tmp_path / "jobs"
    folder.mkdir()
    (folder / "stub.py").write_text(JOB)
    start = launch.subprocess.Popen

    def in_place(command, **options):
        assert command[1:] == ["-m", "kapsound.jobs", "stub"]
        return start([command[0], str(folder / "stub.py")], **options)

    monkeypatch.setattr(launch.subprocess, "Popen", in_place)

    def run(what, on_progress=lambda _: None, **more):
        return run_job("stub", {"what": what, **more}, on_progress)

    return run


def test_a_job_reports_and_answers(job):
    told = []
    assert job("answer", told.append) == {"echo": {"what": "answer"}}
    assert told == [{"done": 0}, {"done": 1}, {"done": 2}]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_job_raises_comes_back_as_the_same_class(job, kind):
    with pytest.raises(KapsoundError, match=f"this is {kind}") as raised:
        job(kind)
    assert type(raised.value) is getattr(errors, kind)


def test_every_problem_of_a_playlist_comes_back(job):
    with pytest.raises(PlaylistError) as raised:
        job("problems")
    assert raised.value.problems == (Problem("a.toml", "is empty", 3, "phases"),)


def test_a_job_that_dies_is_named_with_its_exit_status(job):
    with pytest.raises(KapsoundError, match=r"the stub job died \(exit 7\)"):
        job("die")


def test_a_job_with_a_bug_is_a_fault_with_its_details_in_a_note(job):
    with pytest.raises(JobFault) as raised:
        job("crash")
    assert "ZeroDivisionError: a bug" in raised.value.__notes__[0]
    assert "Traceback" not in str(raised.value)


def test_what_a_library_prints_between_the_answers_is_left_alone(job):
    assert job("chatter") == {"echo": {"what": "chatter"}}


def stop(_):
    raise KeyboardInterrupt


def test_one_who_stops_listening_ends_the_job(job):
    with pytest.raises(KeyboardInterrupt):
        job("answer", stop)


@pytest.mark.skipif(sys.platform == "win32", reason="no process is asked to end there")
def test_a_job_that_is_stopped_lets_go_of_what_it_holds_before_the_caller_goes_on(job, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        job("tidy", stop, mark=str(tmp_path / "mark"))
    assert (tmp_path / "mark").exists()


def test_a_job_that_does_not_end_is_killed(job, monkeypatch):
    monkeypatch.setattr(launch, "_ENDING_S", 0.1)
    with pytest.raises(KeyboardInterrupt):
        job("hold on", stop)
