"""Keeps the history of the running session, for the status, as its lines pass to the record."""

from collections.abc import Callable, Sequence
from datetime import datetime

from kapsound.control.status import FaultLine, HistoryStatus, Past, TailLine
from kapsound.core.events import Event, Fault
from kapsound.core.history import (
    History,
    Instant,
    Moment,
    PhaseRun,
    SoundRun,
    advance,
    history_of,
    words,
)
from kapsound.core.record_events import Checkpoint
from kapsound.player.engine import Log, Receipt
from kapsound.units import Frames

TAIL = 60
FAULTS = 50


class LiveHistory:
    """A log that passes every line on, and keeps the history and the last lines.

    It begins with the `past` of a session that is gone on with, which is not passed on. The
    audio loop appends; any thread may ask for `history` and `shown`.
    """

    def __init__(
        self, log: Log, wall: Callable[[], datetime], past: Sequence[Moment[Event]] = ()
    ) -> None:
        self.history = history_of(past)
        self._log = log
        self._wall = wall
        told = [moment for moment in past if not isinstance(moment.event, Checkpoint)]
        self._count = len(told)
        self._tail = tuple(enumerate(told, 1))[-TAIL:]
        self._shown: tuple[History | None, HistoryStatus | None] = (None, None)

    def append(self, event: Event, frame: int) -> Receipt:
        """Take a line: remember it, and pass it on."""
        moment = Moment(Instant(Frames(frame), self._wall()), event)
        if not isinstance(event, Checkpoint):
            self._count += 1
            self._tail = (*self._tail[1 - TAIL :], (self._count, moment))
        self.history = advance(self.history, moment)
        return self._log.append(event, frame)

    def shown(self) -> HistoryStatus:
        """Return the past for a status: what ran, the faults, and the record's last lines.

        It is put into words here, by the thread that asks, and only when something happened.
        """
        history, (seen, shown) = self.history, self._shown
        if seen is not history or shown is None:
            tail = [_line(*numbered) for numbered in self._tail]
            shown = {"ran": _ran(history), "faults": _faults(history), "tail": tail}
            self._shown = history, shown
        return shown


def _line(number: int, moment: Moment[Event]) -> TailLine:
    at, event = moment.at, moment.event
    wall = f"{at.utc:%H:%M:%S}"
    return {"n": number, "t": at.t, "kind": event.kind, "text": words(event), "wall": wall}


def _ran(history: History) -> Past:
    return {
        "phases": [
            {"name": run.name, "begin": run.begin.t, "end": _end(run)} for run in history.phases
        ],
        "tracks": [
            {
                "id": run.item,
                "title": run.title,
                "artist": run.artist,
                "begin": run.begin.t,
                "end": _end(run),
            }
            for run in history.tracks
        ],
        "cues": [{"id": run.item, "t": run.begin.t} for run in history.cues],
    }


def _end(run: PhaseRun | SoundRun) -> float | None:
    return run.end.t if run.end else None


def _faults(history: History) -> list[FaultLine]:
    """Return the latest faults nobody took note of, each by a number of its own."""
    faults = history.of(Fault)
    first = max(history.acknowledged, len(faults) - FAULTS)
    return [
        {"n": number, "t": moment.at.t, "text": moment.event.text}
        for number, moment in enumerate(faults[first:], first + 1)
    ]
