"""Holds all that differs between systems.

Linux is tested; macOS and Windows are as yet unverified: checked by reading, and by tests that
pretend to be there.
"""

import mmap
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypedDict

_NICE = 10
_REAL_TIME_PRIORITY = 10
_LOCK_AT = 1 << 20
_SOCKET_PATH_BYTES = 100
# A pipe that is ready takes this much without waiting (POSIX promises it).
PIPE_BYTES = getattr(select, "PIPE_BUF", 4096)
# Without it Windows writes two bytes for each line end.
BINARY = getattr(os, "O_BINARY", 0)


class Starting(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that differ between systems."""

    start_new_session: bool
    creationflags: int


def detached() -> Starting:
    """Return how a process is started that outlives its starter, its terminal and Ctrl-C."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def reachable() -> Starting:
    """Return how a process is started that `ask_to_end` reaches on every system."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {}


def ask_to_end(process: subprocess.Popen[Any]) -> None:
    """Ask a process that was started `reachable` to end in its own order.

    One that is `detached` is not reached on Windows, which signals by the console alone: the
    player ends there by its own protocol, as everywhere, and is forced before it can be asked.
    """
    with suppress(OSError):  # it has ended by itself
        if sys.platform == "win32":
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            process.terminate()


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that ask a process to end."""
    if sys.platform == "win32":
        return (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
    return (signal.SIGINT, signal.SIGTERM)


def terminal_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that say no more than that the terminal has gone; Windows has none."""
    if sys.platform == "win32":
        return ()
    return (signal.SIGHUP,)


def fits_unix_socket(path: str) -> bool:
    """Say whether this system has Unix sockets and `path` is short enough to name one."""
    return sys.platform != "win32" and len(os.fsencode(path)) <= _SOCKET_PATH_BYTES


def unix_socket() -> socket.socket:
    """Return a new Unix socket, where a path `fits_unix_socket`."""
    if sys.platform == "win32":
        raise OSError("Python has no Unix sockets here")
    return socket.socket(socket.AF_UNIX)


def boot_clock_ns() -> int:
    """Return nanoseconds since the machine was started, its time asleep included."""
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # clock_gettime(3): Python's own stands still in sleep
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
    return time.monotonic_ns()  # on Windows both counters behind it go on in sleep


def boot_name() -> str:
    """Return a name that this run of the machine has to itself; empty where there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def user_number() -> int:
    """Return the number of the user, as files have it; Windows has none: 0."""
    if sys.platform == "win32":
        return 0
    return os.getuid()


def lower_priority() -> None:
    """Let this process give way to others, as work beside a session should."""
    if sys.platform != "win32":
        os.nice(_NICE)


def raise_priority(above: int = 0, *, process: int = 0, children: bool = True) -> bool:
    """Ask for real-time priority for a process, or this thread; say whether it has it.

    One that is `above` the usual one goes first. Without `children` those processes it starts
    have the ordinary priority again.
    """
    if sys.platform != "linux":
        return False
    policy = os.SCHED_RR if children else os.SCHED_RR | os.SCHED_RESET_ON_FORK
    try:
        os.sched_setscheduler(process, policy, os.sched_param(_REAL_TIME_PRIORITY + above))
    except OSError:
        return False
    return True


def drop_priority() -> None:
    """Give back a real-time priority that this process has from its starter."""
    if sys.platform == "linux" and os.sched_getscheduler(0) != os.SCHED_OTHER:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


class SharedMemory(NamedTuple):
    """Memory for this process and a child, which finds it by the handle.

    The child inherits the descriptors, which are closed here once it has been started.
    """

    memory: mmap.mmap
    handle: str
    inherited: tuple[int, ...]


def share_memory(octets: int) -> SharedMemory:
    """Return new memory, zeros, that no other user can map; it has no name in any folder.

    Every byte is there before it is used: a full disk is an error now, and no fault later.

    Raises:
        OSError: there is no room for it.

    """
    if sys.platform == "win32":
        name = f"kapsound-{secrets.token_hex(16)}"
        return SharedMemory(mmap.mmap(-1, octets, tagname=name), name, ())
    if sys.platform == "linux":
        descriptor = os.memfd_create("kapsound")
    else:
        with tempfile.TemporaryFile(buffering=0) as file:
            descriptor = os.dup(file.fileno())
    left = bytes(octets)
    while left:
        left = left[os.write(descriptor, left) :]
    return SharedMemory(mmap.mmap(descriptor, octets), str(descriptor), (descriptor,))


def shared_memory(handle: str, octets: int) -> mmap.mmap:
    """Return the memory that the starter of this process shares with it, by its handle."""
    if sys.platform == "win32":
        return mmap.mmap(-1, octets, tagname=handle)
    descriptor = int(handle)
    try:
        return mmap.mmap(descriptor, octets)
    finally:
        os.close(descriptor)


def limit_memory(octets: int) -> bool:
    """Keep this process from using more memory than this; say whether the system does so."""
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415 - only these systems have it

    try:
        resource.setrlimit(resource.RLIMIT_AS, (octets, octets))
    except (OSError, ValueError):  # macOS takes no limit under what is mapped already
        return False
    return True


def try_lock(descriptor: int) -> bool:
    """Take the only lock there is on an open file; say whether it was free.

    The system lets go of it when the file is closed or the process ends, however it ends.
    """
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only this system has it

            os.lseek(descriptor, _LOCK_AT, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 - only these systems have it

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def let_move(file: BinaryIO) -> None:
    """Make an open file one that can be renamed and deleted: Windows does so to closed ones."""
    if sys.platform == "win32":
        file.close()


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_pipe(path: Path) -> int:
    """Open a named pipe for writing, without waiting for its reader.

    Raises:
        OSError: with ENXIO where nobody reads it; Windows has no such pipes.

    """
    if sys.platform == "win32":
        raise OSError("there are no named pipes here")
    descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    return descriptor


def never_wait(descriptor: int) -> None:
    """Let writes to a pipe fail at once where they would wait; on Windows they wait."""
    if sys.platform != "win32":
        os.set_blocking(descriptor, False)


def wait_writable(descriptor: int, timeout_s: float | None) -> bool:
    """Wait until a pipe takes more; say whether it did in time. Windows cannot tell: True."""
    return sys.platform == "win32" or bool(select.select([], [descriptor], [], timeout_s)[1])
