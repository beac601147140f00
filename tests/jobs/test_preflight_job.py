"""The preflight job tells how the machine is, and says so where it cannot."""

import json
import os
from dataclasses import asdict

import pytest

from kapsound.errors import DeviceError
from kapsound.jobs import preflight
from kapsound.output.choice import Devices
from kapsound.processes import run_job


def supply(folder, name, **values):
    (folder / name).mkdir()
    for key, value in values.items():
        (folder / name / key).write_text(f"{value}\n")


def test_without_a_word_from_the_system_the_power_is_unknown(tmp_path):
    assert preflight.power(tmp_path / "none") == {"mains": None, "percent": None}


def test_a_plugged_in_laptop_is_on_the_mains(tmp_path):
    supply(tmp_path, "AC", type="Mains", online=1)
    supply(tmp_path, "BAT0", type="Battery", status="Charging", capacity=81)
    assert preflight.power(tmp_path) == {"mains": True, "percent": 81}


def test_an_unplugged_laptop_runs_on_its_battery(tmp_path):
    supply(tmp_path, "AC", type="Mains", online=0)
    supply(tmp_path, "BAT0", type="Battery", status="Discharging", capacity=40)
    supply(tmp_path, "BAT1", type="Battery", status="Unknown", capacity=63)
    assert preflight.power(tmp_path) == {"mains": False, "percent": 63}


def test_a_battery_alone_says_by_draining_that_there_are_no_mains(tmp_path):
    supply(tmp_path, "BAT0", type="Battery", status="Discharging", capacity="?")
    assert preflight.power(tmp_path) == {"mains": False, "percent": None}


def test_a_mouse_with_a_battery_is_not_the_machine(tmp_path):
    supply(tmp_path, "mouse", type="Battery", scope="Device", status="Discharging", capacity=5)
    assert preflight.power(tmp_path) == {"mains": None, "percent": None}


def test_sleep_states_tell_whether_the_machine_can_sleep(tmp_path):
    (tmp_path / "none").write_text("\n")
    (tmp_path / "some").write_text("freeze mem\n")
    found = [preflight.sleeps(tmp_path / name) for name in ("none", "some", "missing")]
    assert found == [False, True, None]


def test_a_folder_that_takes_files_is_made_and_its_space_told(tmp_path):
    found = preflight.disk(tmp_path / "deep" / "records")
    assert found["free"] > 0
    assert found["fault"] == ""
    assert os.listdir(tmp_path / "deep" / "records") == []  # noqa: PTH208 - names only


def test_a_folder_that_takes_none_says_why(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    assert "is not a folder" in preflight.disk(tmp_path / "file")["fault"]

    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preflight.tempfile, "TemporaryFile", full)
    found = preflight.disk(tmp_path)
    assert found == {
        "free": None,
        "fault": f"{tmp_path}: cannot be written: No space left on device",
    }


def test_a_dead_sound_system_is_a_finding_and_no_failure(monkeypatch):
    def dead():
        raise DeviceError("the sound system gives no answer")

    monkeypatch.setattr(preflight, "find_devices", dead)
    answer = preflight.work({"folders": {}}, print)
    assert answer["devices"]["fault"] == "the sound system gives no answer"


def test_the_answer_is_plain_json(monkeypatch, tmp_path):
    found = Devices(("Room",), None)
    monkeypatch.setattr(preflight, "find_devices", lambda: found)
    answer = preflight.work({"folders": {"records": str(tmp_path)}}, print)
    assert json.loads(json.dumps(answer))["devices"] == {**asdict(found), "names": ["Room"]}


@pytest.mark.parametrize("driver", ["dummy"])
def test_the_job_runs_as_a_process_of_its_own(driver, tmp_path, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", driver)
    answer = run_job("preflight", {"folders": {"cache": str(tmp_path)}}, print)
    assert answer["disk"]["cache"]["fault"] == ""
    assert set(answer) == {"disk", "power", "sleeps", "devices"}
