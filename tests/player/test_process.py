"""The player process from its first line to its last, silent and in real time.

Its record must outlive whatever ends it, and nothing begins that could not be recorded.
"""

import os
import signal
import stat
from contextlib import suppress
from types import SimpleNamespace

import numpy as np
import pytest
from rigs import disk_environment

from kapsound.control import Role, open_client
from kapsound.core.commands import Dose, End, Hold, Mark, Note
from kapsound.core.output import Destination, destinations, parse_output
from kapsound.errors import BusyError, DeviceError, NoSessionError, RecordError
from kapsound.processes import run_job
from kapsound.record.verification import verify
from kapsound.sessions.start import start_player
from kapsound.units import to_gain

pytestmark = pytest.mark.slow

needs_permissions = pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")


def render(player, output="null"):
    """Render what a player's record says, offline."""
    request = {
        "record": player.folders.own.name,
        "records": str(player.folders.own.parent),
        "spare": str(player.folders.spare.parent),
        "output": output,
        "replace": False,
    }
    return run_job("render", request, lambda _: None)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@needs_permissions
def test_a_session_runs_to_its_end_by_commands_and_renders_again_to_the_same_digest(player, spec):
    """A second player is refused meanwhile, and all it writes is private under any umask."""
    before = os.umask(0)
    try:
        with player(spec((2.5, "advance"), client="c7")) as running:
            with running.client() as client:
                assert client.do(Hold()).outcome == "accepted"
                assert client.do(Dose(), id="d").outcome == "accepted"
                assert client.do(Dose(), id="d").outcome == "accepted"
                assert client.do(Dose()).outcome == "refused"
                assert client.do(End()).outcome == "asked"
                status, contents = client.look()
            assert contents["client"] == "c7"
            assert contents["record"] == running.folders.own.name
            assert status["record_fault"] is None
            (output,) = status["outputs"]
            assert (output["name"], output["state"]) == ("null", "playing")
            assert status["meters"]["buses"]["master"]
            with player(spec()) as second:
                assert second.answer["error"]["kind"] == "BusyError"
                assert '"Tiny"' in second.answer["error"]["message"]
                assert second.ends() == BusyError.exit_code
            for path in [running.home, *running.home.rglob("*")]:
                assert mode(path) == (0o700 if path.is_dir() else 0o600), path
            assert running.ends() == 0
    finally:
        os.umask(before)
    assert verify(running.folders).closed
    assert verify(running.folders).whole
    header, *_, last = running.entries()
    assert {"fingerprint", "versions", "index", "text", "seed"} <= set(header.data)
    assert (last.kind, last.data) == ("closed", {"how": "plan"})
    commands = [entry.data for entry in running.entries("command")]
    doses = [given["outcome"] for given in commands if given["command"]["name"] == "dose"]
    assert doses == ["accepted", "refused"]
    rendered = render(running)
    assert rendered["digest"] == running.entries("checkpoint")[-1].data["digest"]


def test_sigterm_fades_and_closes_the_record_as_interrupted(player, spec):
    with player(spec()) as running:
        running.process.send_signal(signal.SIGTERM)
        assert running.ends() == 0
    assert verify(running.folders).closed
    (ended,) = running.entries("ended")
    assert ended.data == {"how": "interrupted"}
    assert running.entries()[-1].data == {"how": "interrupted"}
    (command,) = running.entries("command")
    assert (command.data["command"], command.data["role"]) == ({"name": "interrupt"}, "player")
    assert (ended.frame - command.frame) / 48_000 == pytest.approx(3.0, abs=0.1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_lost_terminal_changes_nothing(player, spec):
    with player(spec()) as running:
        running.process.send_signal(signal.SIGHUP)
        with running.client() as client:
            assert client.do(Mark()).outcome == "accepted"


def test_after_kill_9_every_acknowledged_line_is_there_and_whole(player, spec):
    with player(spec()) as running:
        with running.client() as client:
            for number in range(5):
                assert client.do(Note(f"{number}")).outcome == "accepted"
        running.process.kill()
        running.ends()
        found = verify(running.folders)
        assert (found.closed, found.findings[1:]) == (False, ())
        notes = [entry.data["text"] for entry in running.entries("note")]
        assert notes == ["0", "1", "2", "3", "4"]
        with player(spec()) as next_one:
            assert "result" in next_one.answer


def test_a_record_that_cannot_be_written_is_refused_before_any_sound(player, spec, tmp_path):
    home = tmp_path / "h"
    home.mkdir()
    (home / "records").write_text("a file is in the way")
    with player(spec(output=f"file:{tmp_path / 'a.raw'}")) as refused:
        assert refused.answer["error"]["kind"] == RecordError.__name__
        assert str(home / "records") in refused.answer["error"]["message"]
        assert refused.ends() == RecordError.exit_code
    assert (tmp_path / "a.raw").stat().st_size == 0


def test_a_playlist_whose_safe_bed_is_gone_is_refused(player, spec, tmp_path):
    with player(spec(cache=str(tmp_path))) as refused:
        assert refused.answer["error"]["kind"] == "MediaError"
        assert refused.ends() == 1


def test_an_output_that_is_not_there_is_refused_with_no_record(player, spec):
    with player(spec(output="Nowhere"), SDL_AUDIODRIVER="nonsense") as refused:
        assert refused.answer["error"]["kind"] == DeviceError.__name__
        assert refused.ends() == DeviceError.exit_code
        assert not (refused.home / "records").exists()


def test_a_second_output_is_refused_while_one_is_driven(player, spec):
    with player(spec(outputs=destinations("null") * 2)) as refused:
        assert refused.answer["error"]["kind"] == DeviceError.__name__
        assert "one output is driven at present" in refused.answer["error"]["message"]
        assert not (refused.home / "records").exists()


def test_the_level_of_an_output_changes_what_is_heard_and_not_what_is_recorded(
    player, spec, tmp_path
):
    live, again = tmp_path / "live.raw", tmp_path / "again.raw"
    lower = Destination(parse_output(f"file:{live}"), -6.0)
    with player(spec((0.1, "dose"), outputs=(lower,))) as running:
        assert running.ends() == 0
    done = render(running, f"file:{again}")
    assert done["digest"] == running.entries("checkpoint")[-1].data["digest"]
    rendered = np.fromfile(again, np.float32)
    assert np.abs(rendered).max() > 0.01
    np.testing.assert_array_equal(
        np.fromfile(live, np.float32), rendered * np.float32(to_gain(-6.0))
    )


def test_a_script_with_a_slip_is_refused(player, spec):
    values = spec().to_json() | {"script": [{"frame": 0, "command": {"name": "levitate"}}]}
    with player(SimpleNamespace(to_json=lambda: values)) as refused:
        assert refused.answer["error"]["kind"] == RecordError.__name__
        assert "levitate" in refused.answer["error"]["message"]


@pytest.mark.filterwarnings(
    # it is meant to run on when the one who started it has gone
    "ignore:Exception ignored in. <function Popen.__del__:pytest.PytestUnraisableExceptionWarning"
)
class TestStarting:
    """The player that `play` starts lives on by itself."""

    @pytest.fixture
    def home(self, tmp_path, monkeypatch):
        monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path))
        return tmp_path

    def test_it_answers_with_the_record_and_can_be_commanded(self, home, spec):
        record = start_player(spec((0, "end")), home / "run")
        with open_client(Role.SCRIPT, "nurse") as client:
            assert client.contents()["record"] == record
            list(client.watch(10))
        with pytest.raises(NoSessionError):
            open_client(Role.SCRIPT, "nurse")

    def test_what_kept_it_from_beginning_is_raised(self, home, spec):
        with pytest.raises(DeviceError, match=r"\.flac"):
            start_player(spec(output=f"file:{home / 'a.flac'}"), home / "run")

    def test_nothing_of_the_client_lies_in_the_runtime_folder(self, home, spec):
        start_player(spec((0, "end"), client="c-77"), home / "run")
        with suppress(NoSessionError), open_client(Role.SCRIPT, "nurse") as client:
            assert client.contents()["client"] == "c-77"
            files = [path for path in (home / "run").iterdir() if path.is_file()]
            assert [path for path in files if b"c-77" in path.read_bytes()] == []
            list(client.watch(10))


@pytest.mark.alone
@pytest.mark.parametrize("buffering", ["usual", "safe"])
def test_the_disk_driver_hears_what_the_record_renders_sample_for_sample(
    player, spec, tmp_path, buffering
):
    heard, rendered = tmp_path / "heard.raw", tmp_path / "rendered.raw"
    environment = disk_environment(heard)
    script = [(0.4, "dose"), (1.1, "level music -6"), (2.0, "next"), (3.0, "cue hello")]
    script += [(3.5, "extend 2.5s"), (4.0, "pause"), (5.0, "resume")]
    with player(spec(*script, output="", buffering=buffering), **environment) as running:
        assert running.ends() == 0
    assert not running.entries("fault")
    assert [entry.data for entry in running.entries("underrun")] == []
    assert running.entries()[0].data["buffering"] == buffering
    render(running, f"file:{rendered}")
    ours = np.fromfile(rendered, "<f4").reshape(-1, 2)
    theirs = np.fromfile(heard, "<f4").reshape(-1, 2)
    assert len(ours) > 7 * 48_000
    assert np.abs(ours).max() > 0.02
    np.testing.assert_array_equal(sounding(theirs), sounding(ours))


def sounding(sound):
    """Return what lies between lead-in and tail."""
    heard = np.flatnonzero(sound.any(axis=1))
    return sound[heard[0] : heard[-1] + 1]
