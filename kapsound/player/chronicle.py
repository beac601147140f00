"""Keeps what a screen shows of the session so far, as the lines of the record pass."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from kapsound.control.status import (
    FaultLine,
    HistoryStatus,
    Past,
    PastCue,
    PastPhase,
    PastTrack,
    TailLine,
)
from kapsound.core.instructions import Bus
from kapsound.player.engine import Log, Receipt
from kapsound.record.as_run import as_run
from kapsound.record.entry import Entry
from kapsound.units import Frames, to_seconds

TAIL = 60
FAULTS = 50

Values = Mapping[str, Any]


class Chronicle:
    """A log that passes every line on, and remembers phases, tracks, cues, faults and the tail.

    The audio loop appends; any thread may ask for `shown`.
    """

    def __init__(self, log: Log, wall: Callable[[], datetime]) -> None:
        self._log = log
        self._wall = wall
        self._phases: tuple[PastPhase, ...] = ()
        self._tracks: tuple[tuple[int, PastTrack], ...] = ()
        self._cues: tuple[PastCue, ...] = ()
        self._faults: tuple[FaultLine, ...] = ()
        self._tail: deque[TailLine] = deque(maxlen=TAIL)
        self._count = 0
        self._fault_count = 0

    def append(self, kind: str, frame: int, values: Values) -> Receipt:
        """Take a line: remember what a screen needs of it, and pass it on."""
        self._remember(kind, to_seconds(frame), values)
        entry = Entry(0, Frames(frame), self._wall(), 0.0, kind, values)
        for row in as_run([entry]):
            self._count += 1
            self._tail.append(
                {
                    "n": self._count,
                    "t": to_seconds(frame),
                    "kind": kind,
                    "text": row.what,
                    "wall": f"{row.utc:%H:%M:%S}",
                }
            )
        return self._log.append(kind, frame, values)

    def shown(self) -> HistoryStatus:
        """Return the past for a status."""
        tracks = [track for _, track in self._tracks]
        ran: Past = {"phases": list(self._phases), "tracks": tracks, "cues": list(self._cues)}
        return {"ran": ran, "faults": list(self._faults), "tail": list(self._tail)}

    def _remember(self, kind: str, t: float, values: Values) -> None:
        match kind:
            case "phase":
                self._phases = (
                    *_ended(self._phases, t),
                    {"name": values["phase"], "begin": t, "end": None},
                )
            case "began":
                self._begin(t, values)
            case "left":
                self._leave(t, values["voice"])
            case "fault":
                self._add_fault(t, f"{values['cause']}; {values['action']}")
            case "note" if values["label"] == "acknowledge":
                self._faults = ()
            case "ended":
                self._phases = tuple(_ended(self._phases, t))

    def _add_fault(self, t: float, text: str) -> None:
        """Keep the latest faults; each has a number of its own, whatever was acknowledged."""
        self._fault_count += 1
        fault: FaultLine = {"n": self._fault_count, "t": t, "text": text}
        self._faults = (*self._faults, fault)[-FAULTS:]

    def _begin(self, t: float, values: Values) -> None:
        if values["bus"] == Bus.VOICE:
            self._cues = (*self._cues, {"id": values["item"], "t": t})
        elif values["bus"] == Bus.MUSIC:
            track: PastTrack = {
                "id": values["item"],
                "title": values["title"],
                "begin": t,
                "end": None,
            }
            self._tracks = (*self._tracks, (values["voice"], track))

    def _leave(self, t: float, voice: int) -> None:
        self._tracks = tuple(
            (number, {**track, "end": t} if number == voice else track)
            for number, track in self._tracks
        )


def _ended(phases: Iterable[PastPhase], t: float) -> list[PastPhase]:
    return [phase if phase["end"] is not None else {**phase, "end": t} for phase in phases]
