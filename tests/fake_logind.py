"""A logind of our own on a private bus: keeps what was asked, and sees when a lock is let go."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import DBus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.login1"
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Logind(threading.Thread):
    """Answers `Inhibit` with one end of a pipe, or refuses what has `refuses` in it."""

    def __init__(self, address: str, *, refuses: str | None) -> None:
        super().__init__(name="fake logind", daemon=True)
        self.asked: list[tuple[str, ...]] = []
        self._refuses = refuses
        self._read, self._write = os.pipe()
        self._bus: DBusConnection = open_dbus_connection(address, enable_fds=True)
        self._bus.send_and_get_reply(DBus().RequestName(NAME))
        self.start()

    def run(self) -> None:
        """Answer until the connection is closed."""
        try:
            while True:
                message = self._bus.receive()
                if message.header.message_type is MessageType.method_call:
                    self._bus.send(self._answer(message))
        except (OSError, ConnectionError, ValueError):
            return

    def let_go(self) -> bool:
        """Return once every other holder of the lock has let go of it."""
        os.close(self._write)
        return os.read(self._read, 1) == b""

    def close(self) -> None:
        self._bus.close()

    def _answer(self, message: Any) -> Any:
        assert message.header.fields[HeaderFields.member] == "Inhibit"
        self.asked.append(message.body)
        if self._refuses is not None and self._refuses in message.body[0]:
            denied = "org.freedesktop.DBus.Error.AccessDenied"
            return new_error(message, denied, "s", ("Permission denied",))
        return new_method_return(message, "h", (self._write,))


@contextmanager
def fake_logind(folder: Path, *, refuses: str | None = None) -> Iterator[tuple[str, Logind]]:
    """Give the address of a private bus, and the logind on it."""
    config, path = folder / "bus.conf", folder / "bus"
    config.write_text(_CONFIG.format(path=path))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        try:
            assert daemon.stdout is not None
            address = daemon.stdout.readline().strip()
            logind = Logind(address, refuses=refuses)
            yield address, logind
            logind.close()
        finally:
            daemon.terminate()
