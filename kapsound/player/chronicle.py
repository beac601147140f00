"""What a screen shows of the session so far: kept beside the record as its lines pass."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

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
        self._phases: tuple[dict[str, Any], ...] = ()
        self._tracks: tuple[dict[str, Any], ...] = ()
        self._cues: tuple[dict[str, Any], ...] = ()
        self._faults: tuple[dict[str, Any], ...] = ()
        self._tail: deque[dict[str, Any]] = deque(maxlen=TAIL)
        self._count = 0
        self._fault_count = 0

    def append(self, kind: str, frame: int, values: Values) -> Receipt:
        """Take a line: remember what a screen needs of it, and pass it on."""
        self._remember(kind, to_seconds(frame), values)
        entry = Entry(0, Frames(frame), self._wall(), 0.0, kind, values)
        for row in as_run([entry]):
            self._count += 1
            line = {"n": self._count, "t": to_seconds(frame), "kind": kind, "text": row.what}
            self._tail.append(line | {"wall": f"{row.utc:%H:%M:%S}"})
        return self._log.append(kind, frame, values)

    def shown(self) -> dict[str, Any]:
        """Return the past for a status: `ran` (phases, tracks, cues), `faults` and `tail`."""
        ran = {"phases": self._phases, "tracks": self._tracks, "cues": self._cues}
        return {"ran": ran, "faults": self._faults, "tail": tuple(self._tail)}

    def _remember(self, kind: str, t: float, values: Values) -> None:
        match kind:
            case "phase":
                self._phases = (*_ended(self._phases, t), {"name": values["phase"], "begin": t})
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
        fault = {"n": self._fault_count, "t": t, "text": text}
        self._faults = (*self._faults, fault)[-FAULTS:]

    def _begin(self, t: float, values: Values) -> None:
        if values["bus"] == Bus.VOICE:
            self._cues = (*self._cues, {"id": values["item"], "t": t})
        elif values["bus"] == Bus.MUSIC:
            track = {"id": values["item"], "title": values["title"], "begin": t}
            self._tracks = (*self._tracks, track | {"voice": values["voice"]})

    def _leave(self, t: float, voice: int) -> None:
        self._tracks = tuple(
            track | {"end": t} if track["voice"] == voice else track for track in self._tracks
        )


def _ended(phases: tuple[dict[str, Any], ...], t: float) -> list[dict[str, Any]]:
    return [phase if "end" in phase else phase | {"end": t} for phase in phases]
