"""The differences between systems stay behind a few plain functions."""

import ast
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from kapsound import platform

PACKAGE = Path(platform.__file__).parent
WINDOWS_SIGNALS = {"SIGBREAK": 21, "CTRL_BREAK_EVENT": 1}
WINDOWS_FLAGS = {"DETACHED_PROCESS": 0x8, "CREATE_NEW_PROCESS_GROUP": 0x200}
# What a name or a comparison gives away of a system, outside of platform.py.
TELLING = re.compile(
    r"sys\.platform|os\.(name|uname|fork|getuid|nice|O_(BINARY|NONBLOCK|DIRECTORY|CLOEXEC))\b"
    r"|hasattr\(|getattr\((os|select|signal|socket|time),|CLOCK_|AF_UNIX|SIGHUP|SIGBREAK"
    r"|start_new_session|creationflags"
)
FOREIGN = {"fcntl", "msvcrt", "resource", "termios", "winreg", "pwd", "grp"}


class Process:
    """A fake process that notes how it is asked to end."""

    def __init__(self, error=None):
        self.asked = []
        self._error = error

    def send_signal(self, number):
        self.asked.append(number)
        if self._error:
            raise self._error

    def terminate(self):
        self.send_signal(signal.SIGTERM)


@pytest.fixture
def on(monkeypatch):
    """Pretend to be on another system, with the names that its Python has."""

    def be(system):
        monkeypatch.setattr(platform, "sys", SimpleNamespace(platform=system))
        if system == "win32":
            for name, value in WINDOWS_SIGNALS.items():
                monkeypatch.setattr(signal, name, value, raising=False)
            for name, value in WINDOWS_FLAGS.items():
                monkeypatch.setattr(subprocess, name, value, raising=False)

    return be


def sources():
    return [path for path in PACKAGE.rglob("*.py") if path.name != "platform.py"]


def test_only_what_keeps_a_machine_awake_asks_beside_it_which_system_it_is_on():
    found = {path.name: TELLING.search(path.read_text("utf-8")) for path in sources()}
    assert {name for name, match in found.items() if match} == {"sleep_inhibitors.py"}


def test_no_other_module_imports_what_only_some_systems_have():
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module)
    assert found & FOREIGN == set()


def test_a_process_that_outlives_its_starter_has_no_console_on_windows(on):
    on("win32")
    assert platform.detached() == {"creationflags": 0x208}


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_elsewhere_it_has_a_session_of_its_own(on, system):
    on(system)
    assert platform.detached() == {"start_new_session": True}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sessions of processes")
def test_a_detached_process_is_out_of_reach_of_the_terminals_ctrl_c():
    code = "import os; print(os.getsid(0) == os.getpid())"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, check=True, **platform.detached())
    assert done.stdout.strip() == b"True"


def test_windows_asks_a_process_to_end_by_a_signal_to_its_group(on):
    on("win32")
    process = Process()
    platform.ask_to_end(process)
    assert platform.reachable() == {"creationflags": WINDOWS_FLAGS["CREATE_NEW_PROCESS_GROUP"]}
    assert process.asked == [WINDOWS_SIGNALS["CTRL_BREAK_EVENT"]]
    assert WINDOWS_SIGNALS["SIGBREAK"] in platform.ending_signals()


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_elsewhere_it_is_asked_by_sigterm(on, system):
    on(system)
    process = Process()
    platform.ask_to_end(process)
    assert process.asked == [signal.SIGTERM]
    assert platform.reachable() == {}
    assert platform.ending_signals() == (signal.SIGINT, signal.SIGTERM)


def test_a_process_that_has_ended_is_asked_in_vain(on):
    on("win32")
    process = Process(OSError("no such process"))
    platform.ask_to_end(process)
    assert process.asked == [WINDOWS_SIGNALS["CTRL_BREAK_EVENT"]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_terminal_that_has_gone_says_so_everywhere_but_on_windows(on):
    assert platform.terminal_signals() == (signal.SIGHUP,)
    on("win32")
    assert platform.terminal_signals() == ()


def test_the_boot_clock_never_runs_backwards():
    times = [platform.boot_clock_ns() for _ in range(100)]
    assert times == sorted(times)
    assert times[0] > 0


def test_on_macos_the_boot_clock_is_the_one_that_goes_on_in_sleep(on, monkeypatch):
    clock = SimpleNamespace(
        CLOCK_MONOTONIC_RAW=4, clock_gettime_ns=lambda number: {4: 7_000}[number]
    )
    monkeypatch.setattr(platform, "time", clock)
    on("darwin")
    assert platform.boot_clock_ns() == 7_000


def test_on_windows_it_is_pythons_own(on, monkeypatch):
    monkeypatch.setattr(platform, "time", SimpleNamespace(monotonic_ns=lambda: 9_000))
    on("win32")
    assert platform.boot_clock_ns() == 9_000


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems' clocks have other names")
def test_on_linux_it_counts_sleep():
    now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    assert 0 <= platform.boot_clock_ns() - now < 10**9


def test_a_path_longer_than_a_socket_name_may_be_does_not_fit():
    assert not platform.fits_unix_socket("/tmp/" + "long" * 40)


def test_windows_has_no_unix_sockets(on):
    on("win32")
    assert not platform.fits_unix_socket("/tmp/s")
    with pytest.raises(OSError, match="no Unix sockets"):
        platform.unix_socket()


def test_a_lock_is_taken_by_one_and_free_again_when_its_file_closes(tmp_path):
    path = tmp_path / "lock"
    first, second = (os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for _ in range(2))
    assert platform.try_lock(first)
    assert not platform.try_lock(second)
    os.close(first)
    assert platform.try_lock(second)
    os.close(second)


def test_on_windows_the_lock_lies_beyond_what_is_written(on, monkeypatch, tmp_path):
    held = []

    def locking(descriptor, _mode, count):
        at = os.lseek(descriptor, 0, os.SEEK_CUR)
        if at in held:
            raise OSError("held")
        held.append(at)
        assert count == 1

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    on("win32")
    with (tmp_path / "lock").open("w+b") as file:
        assert platform.try_lock(file.fileno())
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 0
        assert not platform.try_lock(file.fileno())
    assert held[0] >= 1 << 20


def test_windows_moves_closed_files_only(on, tmp_path):
    with (tmp_path / "file").open("wb") as file:
        platform.let_move(file)
        assert file.closed is (sys.platform == "win32")
        on("win32")
        platform.let_move(file)
        assert file.closed


def test_on_windows_nothing_is_asked_that_it_cannot_do(on, tmp_path):
    on("win32")
    platform.sync_folder(tmp_path / "none")
    platform.lower_priority()
    assert platform.user_number() == 0
    assert not platform.raise_priority()
    assert not platform.limit_memory(1 << 20)
    assert platform.wait_writable(-1, 0)
    with pytest.raises(OSError, match="no named pipes"):
        platform.open_pipe(tmp_path / "pipe")


@pytest.mark.parametrize("error", [OSError, ValueError])
def test_a_limit_of_memory_that_the_system_refuses_is_no_error(monkeypatch, error):
    def refuse(*_):
        raise error

    fake = SimpleNamespace(RLIMIT_AS=9, setrlimit=refuse)
    monkeypatch.setitem(sys.modules, "resource", fake)
    assert not platform.limit_memory(1 << 20)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to keep to it")
def test_a_process_keeps_to_its_limit_of_memory():
    code = (
        "from kapsound.platform import limit_memory\n"
        "assert limit_memory(1 << 28)\n"
        "try:\n    bytearray(1 << 29)\nexcept MemoryError:\n    print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"refused\n"


def test_priorities_are_asked_for_without_an_error_whoever_runs_this():
    code = (
        "from kapsound.platform import lower_priority, raise_priority\n"
        "lower_priority()\nassert raise_priority() in (True, False)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_empty_pipe_is_writable_and_a_full_one_is_not():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    assert platform.wait_writable(writer, 0)
    try:
        while True:
            os.write(writer, b"x" * 65_536)
    except BlockingIOError:
        pass
    assert platform.wait_writable(writer, 0) is (sys.platform == "win32")
    os.close(reader)
    os.close(writer)


@pytest.mark.linux
def test_a_run_of_the_machine_has_a_name_of_its_own():
    assert platform.boot_name()
    assert platform.boot_name() == platform.boot_name()


def test_a_full_pipe_that_is_never_waited_for_refuses():
    reader, writer = os.pipe()
    platform.never_wait(writer)
    if sys.platform != "win32":
        with pytest.raises(BlockingIOError):
            fill(writer)
    os.close(reader)
    os.close(writer)


def fill(pipe):
    while True:
        os.write(pipe, b"x" * 65_536)
