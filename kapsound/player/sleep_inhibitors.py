"""Keeps this machine from going to sleep and from locking its screen, as each system has it.

Each of its ways gives in words what it cannot keep from happening, which is mostly nothing.

Linux is tested, by a logind of our own; macOS and Windows are as yet unverified.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

WHAT = "sleep:idle"
LID = "handle-lid-switch"
LID_NOT_KEPT = "this machine may go to sleep when its lid is closed; leave it open"
WHY = "a session plays to someone"
_ANSWER_S = 5.0


def inhibited() -> AbstractContextManager[str]:
    """Return what keeps this machine awake for as long as its block runs, in one thread.

    Entering it may take seconds, and raises whatever keeps it from doing so.
    """
    if sys.platform == "win32":
        return _by_windows()
    return _by_caffeinate() if sys.platform == "darwin" else _by_logind()


@contextmanager
def _by_logind() -> Iterator[str]:
    """Hold logind's lock: a descriptor, which the system lets go of however the player ends."""
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - only Linux has it, once

    with open_dbus_connection("SYSTEM", enable_fds=True, auth_timeout=_ANSWER_S) as bus:
        held, lacking = _widest_lock(bus)
    with held:
        yield lacking


def _widest_lock(bus: Any) -> tuple[Any, str]:
    """Return a lock that is to be had; only who sits at the machine may hold its lid."""
    from jeepney import DBusErrorResponse  # noqa: PLC0415

    try:
        return _lock(bus, f"{WHAT}:{LID}"), ""
    except DBusErrorResponse:
        return _lock(bus, WHAT), LID_NOT_KEPT


def _lock(bus: Any, what: str) -> Any:
    from jeepney import DBusAddress, new_method_call  # noqa: PLC0415
    from jeepney.wrappers import unwrap_msg  # noqa: PLC0415

    logind = DBusAddress(
        "/org/freedesktop/login1",
        bus_name="org.freedesktop.login1",
        interface="org.freedesktop.login1.Manager",
    )
    call = new_method_call(logind, "Inhibit", "ssss", (what, "kapsound", WHY, "block"))
    (descriptor,) = unwrap_msg(bus.send_and_get_reply(call, timeout=_ANSWER_S))
    return descriptor


@contextmanager
def _by_caffeinate() -> Iterator[str]:
    """Run macOS's own tool, which ends by itself with this process."""
    command = ["/usr/bin/caffeinate", "-d", "-i", "-w", str(os.getpid())]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as running:  # noqa: S603 - its path is fixed
        try:
            yield ""
        finally:
            running.terminate()


@contextmanager
def _by_windows() -> Iterator[str]:
    """Tell Windows what this thread needs; it forgets that with the thread."""
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    import ctypes  # noqa: PLC0415 - only this system needs it

    continuous, system, display = 0x8000_0000, 0x1, 0x2
    tell = ctypes.windll.kernel32.SetThreadExecutionState
    if not tell(continuous | system | display):
        raise OSError("Windows refused")
    try:
        yield ""
    finally:
        tell(continuous)
