"""A fault of our own ends in a sentence and a private file, never in a traceback."""

import stat

import pytest

from kapsound import processes as launch
from kapsound.cli import schema


def test_the_details_of_a_fault_are_kept_privately(kapsound, home, monkeypatch):
    def fail():
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(schema, "playlist_schema", fail)
    ran = kapsound("schema")
    kept = home / "fault.txt"
    assert ran.code == 70
    assert "Traceback" not in ran.err
    assert str(kept) in ran.err
    assert "a bug" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_fault_within_a_job_is_kept_the_same_way(kapsound, home, monkeypatch):
    error = launch.JobFault("a job died by a fault of kapsound itself")
    error.add_note("Traceback of the job")

    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr("kapsound.cli.devices.run_job", fail)
    assert kapsound("devices").code == 70
    assert "Traceback of the job" in (home / "fault.txt").read_text()


def test_details_that_cannot_be_kept_are_said_to_be_lost(kapsound, tmp_path, monkeypatch):
    def fail():
        raise ZeroDivisionError("a bug")

    (tmp_path / "file").touch()
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(schema, "playlist_schema", fail)
    ran = kapsound("schema")
    assert ran.code == 70
    assert "could not be kept" in ran.err


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_ctrl_c_is_no_fault(kapsound, monkeypatch, error):
    def stop():
        raise error

    monkeypatch.setattr(schema, "playlist_schema", stop)
    ran = kapsound("schema")
    assert ran.code == 130
    assert "Traceback" not in ran.err
