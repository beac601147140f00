"""Runs a program in a terminal that nobody looks at, and reads at once what it draws."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from rich.cells import cell_len

from shared.missing import NotHere

_ESCAPE = re.compile(rb"\x1b\[[\d;]*m")
_PLACED = re.compile(rb"\x1b\[(\d+);(\d+)H")
ROWS, COLUMNS = 40, 120
_LOOK_S, _KEY_LOOK_S = 0.005, 0.001


class Terminal:
    """A program in a terminal; `drawn` is all it has written."""

    def __init__(self, process: "subprocess.Popen[bytes]", descriptor: int) -> None:
        self.process = process
        self.drawn = b""
        self._descriptor = descriptor
        self._closed = threading.Event()
        self._began = time.perf_counter()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def seconds_to(self, words: str, limit_s: float = 20.0) -> float:
        """Return after how many seconds since the start some words were on the screen.

        Raises:
            NotHere: they did not come in time; the message has what was drawn last.

        """
        while words.encode() not in self.drawn:
            if time.perf_counter() - self._began > limit_s or self.process.poll() is not None:
                last = ascii(self.drawn[-200:].decode(errors="replace"))
                raise NotHere(f'"{words}" was never drawn; last came {last}')
            time.sleep(_LOOK_S)
        return time.perf_counter() - self._began

    def seconds_from(self, key: str, words: str, limit_s: float = 5.0) -> float:
        """Press a key; return after how many seconds some words were drawn anew.

        Raises:
            NotHere: they did not come in time.

        """
        before, began = len(self.drawn), time.perf_counter()
        self.press(key)
        self.wait_for(words, before, limit_s)
        return time.perf_counter() - began

    def wait_for(self, words: str, since: int, limit_s: float = 5.0) -> None:
        """Wait until some words are drawn, after so much was drawn already.

        Raises:
            NotHere: they did not come in time.

        """
        late = time.perf_counter() + limit_s
        while words.encode() not in self.drawn[since:]:
            if time.perf_counter() > late:
                raise NotHere(f'"{words}" was not drawn')
            time.sleep(_KEY_LOOK_S)

    def press(self, keys: str) -> None:
        """Press keys, as fast as they come."""
        os.write(self._descriptor, keys.encode())

    def click(self, words: str) -> None:
        """Click on the second sign of words, where they were drawn last.

        Raises:
            NotHere: they were never drawn.

        """
        before, found, _ = self.drawn.rpartition(words.encode())
        place = next(reversed([*_PLACED.finditer(before)]), None)
        if not found or not place:
            raise NotHere(f'"{words}" was never drawn')
        row, column = map(int, place.groups())
        column += cell_len(_ESCAPE.sub(b"", before[place.end() :]).decode()) + 1
        self.press(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        self._closed.set()
        self._thread.join()
        os.close(self._descriptor)

    def _read(self) -> None:
        while not self._closed.is_set():
            ready, _, _ = select.select([self._descriptor], [], [], 0.1)
            with suppress(OSError):  # Linux says so when the program has gone
                self.drawn += os.read(self._descriptor, 65_536) if ready else b""


@contextmanager
def terminal(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Terminal]:
    """Run a program in a terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    shown = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    began = subprocess.Popen(
        command,
        env={**environment, **shown},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    found = Terminal(began, ours)
    try:
        yield found
    finally:
        found.close()
