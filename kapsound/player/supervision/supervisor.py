"""Supervises a session: a player that dies, or is stuck, is followed by the one standing by."""

import json
from collections.abc import Callable
from dataclasses import replace
from queue import Empty
from signal import Signals

from kapsound.core.order import ResumeOrder
from kapsound.player.supervision.children import Child, News, StartChild
from kapsound.player.supervision.deaths import WITHIN_S, Deaths
from kapsound.player.supervision.link import BEAT, OVER

STUCK_S = 10
"""A player whose loop gives no sign for so many seconds is stuck."""

PATIENCE_S = 60
"""How long one may take to begin again, or to close its record once its loop is over."""

_CRASHES = ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE", "SIGTRAP")
_STUCK = f"it was stuck: no sound was rendered for {STUCK_S} s"


class Supervisor:
    """Keeps one session playing, and one player standing by.

    `news` brings the lines and exit statuses of the children that `start` starts; None from
    nobody asks to end the session. `boot` and `clock` are the boot-time clock and one that
    stands still in sleep, in seconds; `answer` takes the first player's first line.
    """

    def __init__(
        self,
        news: News,
        start: StartChild,
        boot: Callable[[], float],
        clock: Callable[[], float],
        answer: Callable[[bytes], None],
    ) -> None:
        self._news, self._start, self._boot, self._clock = news, start, boot, clock
        self._answer = answer
        self._active: Child | None = start()
        self._spare: Child | None = None
        self._record = ""
        self._ending = self._ready = False
        self._silent, self._limit = 0, PATIENCE_S
        self._deaths = Deaths()
        self._order: ResumeOrder | None = None
        self._stopped: ResumeOrder | None = None
        self._why = ""
        self._at = self._spare_at = 0.0

    def run(self, order: bytes) -> int:
        """Watch over the session of an order until it is over; return the exit status."""
        assert self._active
        self._active.tell(order)
        self._at = self._clock()
        code: int | None = None
        while code is None:
            code = self._hear()
        return code

    def _hear(self) -> int | None:
        """Hear the next news; return the exit status once there is nothing to watch any more."""
        try:
            child, what = self._news.get(timeout=self._wait_s())
        except Empty:
            self._miss()
            return None
        if child is None:
            self._end()
        elif isinstance(what, int):
            return self._follow(child, what)
        elif child is self._active:
            self._listen(what)
        return None

    def _wait_s(self) -> float:
        return 1.0 if self._order is None else min(1.0, max(0.0, self._at - self._clock()))

    def _miss(self) -> None:
        """Begin again where a pause is over; count a second in which the player said nothing.

        Seconds are counted, not the clock: where a player is kept from running, so are we.
        """
        if self._order is not None:
            if self._clock() >= self._at:
                self._begin_again(self._order)
        elif self._record and self._active:
            self._silent += 1
            if self._silent >= self._limit:
                self._why = _STUCK
                self._active.kill()

    def _listen(self, line: bytes) -> None:
        self._silent = 0
        if line == OVER:
            self._limit = PATIENCE_S
        elif line != BEAT:
            self._take_answer(line)

    def _take_answer(self, line: bytes) -> None:
        """Relay how the first player began; from then on another one stands by."""
        if not self._record:
            self._answer(line)
        match json.loads(line):
            case {"result": {"record": str(record)}}:
                self._record, self._ready, self._limit = record, True, STUCK_S
                self._stand_by()
                if self._ending and self._active:
                    self._active.ask_to_end()

    def _end(self) -> None:
        """End the session in order; one that has not begun is ended by force."""
        self._ending = True
        if self._active:
            (self._active.ask_to_end if self._record else self._active.kill)()
        elif self._order is not None:
            self._begin_again(self._order)

    def _follow(self, child: Child, status: int) -> int | None:
        """Take note of a death; return the status where that is the end of all."""
        if child is self._spare:
            self._spare = None
            if self._clock() - self._spare_at > WITHIN_S:
                self._stand_by()
        if child is not self._active:
            return None
        self._active = None
        if status == 0 or not self._record or (self._ending and not self._ready):
            return status
        now = self._clock()
        self._deaths = self._deaths.another(now, now - self._at)
        cause = self._why or _death(status)
        order = ResumeOrder(self._record, cause, self._boot(), self._deaths.safe)
        self._order = self._first_of(order)
        self._at, self._why = now + self._deaths.pause_s, ""
        return None

    def _first_of(self, order: ResumeOrder) -> ResumeOrder:
        """Return the order with the first cause and time, where nothing was heard since then."""
        if self._stopped is None or self._ready:
            self._stopped = order
        return replace(self._stopped, safe=order.safe)

    def _stand_by(self) -> None:
        if self._spare is None:
            self._spare, self._spare_at = self._start(), self._clock()

    def _begin_again(self, order: ResumeOrder) -> None:
        """Let the player that stands by go on with the session."""
        self._active, self._spare = self._spare or self._start(), None
        told = replace(order, end=self._ending)
        self._active.tell(json.dumps(told.to_json()).encode())
        self._order, self._ready = None, False
        self._silent, self._limit, self._at = 0, PATIENCE_S, self._clock()


def _death(status: int) -> str:
    """Return how a process ended, in words."""
    if status >= 0:
        return f"it ended with an error (status {status})"
    try:
        name = Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"it {'crashed' if name in _CRASHES else 'was ended by force'} ({name})"
