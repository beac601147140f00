"""Follows a running session with a plain line, until it is over or the one who looks leaves."""

import signal
import time
from typing import Any, Self

from kapsound.cli.progress import PLAIN_EVERY_S, StatusLine
from kapsound.cli.status import session_line
from kapsound.cli.talk import say
from kapsound.control import STUCK, Role, Status, open_client
from kapsound.core.commands import End
from kapsound.core.history import end_words
from kapsound.errors import KapsoundError, NoSessionError
from kapsound.files import is_locked
from kapsound.paths import records_dir, runtime_dir, spare_records_dir, supervisor_lock
from kapsound.record import find_record, read_history, verify
from kapsound.units import format_clock

NAME = "terminal"
LOOKS_A_SECOND = 4
AGAIN_S = 3.0
CALL_AGAIN_S = 0.1
_GOES_ON = "The session goes on. Ctrl-C again, within 3 s, ends it with its closing fade."


def follow(record: str) -> None:
    """Show the session's line until it is over, and say how it ended.

    Ctrl-C twice within 3 s ends the session; once more leaves it to go on to its end alone.
    """
    teller = _Teller(StatusLine())
    try:
        _stay(teller)
    finally:
        teller.line.leave()
    _say_how_it_ended(record)


def _stay(teller: "_Teller") -> None:
    asked, ending = -AGAIN_S, False
    with _Presses() as presses:
        while not _watched(teller, presses):
            teller.line.leave()
            for pressed in presses.taken():
                if ending:
                    say("The session goes on to its end without this terminal.")
                    raise KeyboardInterrupt
                ending, asked = pressed - asked < AGAIN_S, pressed
                say(_end() if ending else _GOES_ON)


def _watched(teller: "_Teller", presses: "_Presses") -> bool:
    """Watch until the session is over; say whether it is, or Ctrl-C was pressed."""
    try:
        presses.open()
        _watch(teller)
    except KeyboardInterrupt:
        return False
    presses.shut()
    return True


def _watch(teller: "_Teller") -> None:
    """Watch until nobody answers any more, nor is to: a player that died is followed by another."""
    while True:
        # Asked first, since the lock is let go of only after the last player has hung up.
        watched_over = is_locked(supervisor_lock(runtime_dir()))
        try:
            with open_client(Role.SCRIPT, NAME) as client:
                for look in client.watch(LOOKS_A_SECOND):
                    teller.tell(look.status)
        except NoSessionError as error:
            if str(error) == STUCK:
                raise
            if not watched_over:
                return  # it is over, one way or another; the record tells which
            time.sleep(CALL_AGAIN_S)


class _Presses:
    """Takes Ctrl-C: while it is open a press interrupts, otherwise it is only counted."""

    def __init__(self) -> None:
        self._pressed: list[float] = []
        self._open = False
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def open(self) -> None:
        """Let the next press interrupt, once; one that has come already does so at once."""
        self._open = True
        if self._pressed:
            self._interrupt()

    def shut(self) -> None:
        """Let no press interrupt any more."""
        self._open = False

    def taken(self) -> list[float]:
        """Return when Ctrl-C was pressed since the last call, in seconds of the monotonic clock."""
        pressed, self._pressed = self._pressed, []
        return pressed

    def _press(self, *_: object) -> None:
        self._pressed.append(time.monotonic())
        if self._open:
            self._interrupt()

    def _interrupt(self) -> None:
        self._open = False
        raise KeyboardInterrupt


class _Teller:
    """Says how the session stands: on a terminal in one line that changes, else now and then."""

    def __init__(self, line: StatusLine) -> None:
        self.line = line
        self._spoken = -PLAIN_EVERY_S
        self._phase: int | None = None
        self._faults = 0

    def tell(self, status: Status) -> None:
        """Tell what is new."""
        for fault in status["faults"]:
            if fault["n"] > self._faults:
                self._faults = fault["n"]
                self.line.leave()
                say(f"FAULT at T+ {format_clock(fault['t'])}: {fault['text']}")
        now, phase, line = time.monotonic(), status["phase"]["number"], session_line(status)
        due = phase != self._phase or now - self._spoken >= PLAIN_EVERY_S
        if not self.line.show(line) and due:
            self._spoken, self._phase = now, phase
            say(line)


def _end() -> str:
    try:
        with open_client(Role.SCRIPT, NAME) as client:
            client.do(End(), confirmed=True)
    except NoSessionError as error:
        return str(error)
    return "The session ends with its closing fade."


def _say_how_it_ended(record: str) -> None:
    folders = find_record(records_dir(), record, spare_records_dir())
    history, verdict = read_history(folders), verify(folders)
    clock = format_clock(history.last.t if history.last else 0.0)
    if not verdict.closed:
        raise KapsoundError(
            f"the player died at about T+ {clock}; nothing is heard any more. "
            f"What ran until then is in the record {folders.own}"
        )
    how = history.closed or ""
    say(f"The session is over at T+ {clock}, {end_words(how)}.")
    say(f"Its record is {folders.own}: {verdict}.")
    if not verdict.whole or how == "failed":
        raise KapsoundError("the player failed; nothing is heard any more. See its log")
    say(f"`kapsound records show {record}` shows what ran.")
