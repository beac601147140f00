"""The machine is kept awake while a session plays; where it cannot be, a line says so, no more."""

import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from kapsound.player.awake import NOT_KEPT, kept_awake
from kapsound.player.sleep_inhibitors import LID_NOT_KEPT, inhibited

pytestmark = [
    pytest.mark.linux,
    pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="dbus-daemon is not installed"),
]
LONG_S = 20
EVERYTHING = "sleep:idle:handle-lid-switch"


@pytest.fixture
def folder():
    """A folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="k-") as name:
        yield Path(name)


@contextmanager
def logind(folder, monkeypatch, **how):
    from fake_logind import fake_logind  # noqa: PLC0415 - jeepney is there on Linux only

    with fake_logind(folder, **how) as (address, found):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield found


def test_logind_is_asked_for_its_lock_which_is_held_to_the_end(folder, monkeypatch):
    with logind(folder, monkeypatch) as found:
        with inhibited() as lacking:
            assert lacking == ""
            assert found.asked == [(EVERYTHING, "kapsound", "a session plays to someone", "block")]
        assert found.let_go()


def test_where_the_lid_may_not_be_held_the_rest_is_and_a_line_says_so(folder, monkeypatch):
    told, heard = [], Event()

    def tell(why):
        told.append(why)
        heard.set()

    with logind(folder, monkeypatch, refuses="lid") as found:
        with kept_awake(tell):
            assert heard.wait(LONG_S)
            assert [asked[0] for asked in found.asked] == [EVERYTHING, "sleep:idle"]
        assert found.let_go()
    assert told == [LID_NOT_KEPT]


def test_a_refusal_is_told_in_words_and_the_block_runs_all_the_same(folder, monkeypatch):
    told, heard = [], Event()

    def tell(why):
        told.append(why)
        heard.set()

    with logind(folder, monkeypatch, refuses=""), kept_awake(tell):
        assert heard.wait(LONG_S)
    assert told == [NOT_KEPT]


def test_a_machine_without_logind_is_told_as_well(monkeypatch, folder):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={folder / 'none'}")
    told, heard = [], Event()
    with kept_awake(lambda why: (told.append(why), heard.set())):
        assert heard.wait(LONG_S)
    assert told == [NOT_KEPT]


def test_what_comes_after_the_end_is_told_to_nobody():
    began, told = Event(), []

    @contextmanager
    def late():
        began.set()
        yield ""
        raise OSError("too late")

    with kept_awake(told.append, late):
        assert began.wait(LONG_S)
    assert told == []


def test_what_asks_logind_is_loaded_only_to_do_so():
    code = "import sys, kapsound.player.process; print([m for m in sys.modules if 'jeepney' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_session_holds_the_lock_from_its_begin_to_its_end(folder, monkeypatch, player, spec):
    with logind(folder, monkeypatch) as found:
        with player(spec((0.5, "dose"))) as running:
            assert running.ends() == 0
        assert len(found.asked) == 1
        assert found.let_go()
    assert not [line for line in running.entries("notice") if "sleep" in line.data["text"]]


@pytest.mark.slow
def test_a_player_that_is_killed_lets_go_of_the_lock(folder, monkeypatch, player, spec):
    with logind(folder, monkeypatch) as found:
        with player(spec()) as running:
            with running.client() as client:
                next(1 for _ in client.watch(10) if found.asked)
            running.process.kill()
            running.ends()
        assert found.let_go()


@pytest.mark.slow
def test_without_a_logind_the_record_has_a_quiet_line(folder, monkeypatch, player, spec):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={folder / 'none'}")
    with player(spec((0.1, "dose"))) as running:
        assert running.ends() == 0
    (notice,) = [line for line in running.entries("notice") if "sleep" in line.data["text"]]
    assert notice.data["text"] == NOT_KEPT
    assert not running.entries("fault")
