"""All that differs between systems. Linux is tested; macOS and Windows are as yet unverified."""

import os
import select
import socket
import sys
import time

_NICE = 10
_REAL_TIME_PRIORITY = 10
_LOCK_AT = 1 << 20
_SOCKET_PATH_BYTES = 100


def fits_unix_socket(path: str) -> bool:
    """Say whether this system has Unix sockets and `path` is short enough to name one."""
    return hasattr(socket, "AF_UNIX") and len(os.fsencode(path)) <= _SOCKET_PATH_BYTES


def boot_clock_ns() -> int:
    """Return nanoseconds since the machine was started, its time asleep included."""
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


def user_number() -> int:
    """Return the number of the user, as files have it; Windows has none: 0."""
    return getattr(os, "getuid", int)()


def lower_priority() -> None:
    """Let this process give way to others, as work beside a session should."""
    if sys.platform != "win32":
        os.nice(_NICE)


def raise_priority() -> bool:
    """Ask for real-time priority for this process; say whether the system allowed it."""
    if sys.platform != "linux":
        return False
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(_REAL_TIME_PRIORITY))
    except OSError:
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


def wait_writable(descriptor: int, timeout_s: float | None) -> bool:
    """Wait until a pipe takes more; say whether it did in time. Windows cannot tell: True."""
    if sys.platform == "win32":
        return True
    return bool(select.select([], [descriptor], [], timeout_s)[1])
