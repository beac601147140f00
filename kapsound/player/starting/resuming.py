"""Makes a session that broke off anew from its record alone, up to the present frame.

The session is stepped through the recorded commands and its ticks, and the mixer told the same
instructions; nothing is rendered. What the player that stopped had stepped, but not written any
more, is written now.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kapsound.core.events import Event
from kapsound.core.record_events import CommandGiven
from kapsound.core.spec import ScriptedCommand
from kapsound.player.engine import Engine, Log, Receipt
from kapsound.player.origins import Timetable, scripted
from kapsound.record.entry import Entry, encode
from kapsound.record.recorded_session import requests_of
from kapsound.units import GRID, Frames, grid_ceil


@dataclass(frozen=True, slots=True)
class Kept:
    """A receipt of a line that the record holds already."""

    def wait(self, timeout: float | None = None) -> bool:
        """Return at once: it is on the disk."""
        del timeout
        return True


class MissingLines:
    """A log that passes on only what its record lacks: the lines after the last one it holds.

    Of the last frame some may be there and some not; they are in the order in which stepping
    gives them.
    """

    def __init__(self, log: Log, entries: Sequence[Entry]) -> None:
        self._log = log
        self.frame = max(entry.frame for entry in entries)
        last = (entry for entry in entries if entry.frame == self.frame)
        self._there = deque(_mark(entry.kind, entry.data) for entry in last)

    def append(self, event: Event, frame: int) -> Receipt:
        """Take a line, and pass it on if the record lacks it."""
        if frame < self.frame or (frame == self.frame and self._holds(event)):
            return Kept()
        return self._log.append(event, frame)

    def _holds(self, event: Event) -> bool:
        line = _mark(event.kind, event.record())
        if line not in self._there:
            return False
        while self._there.popleft() != line:
            pass
        return True


def _mark(kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return what tells a line of one frame from the others; a command is known by its id."""
    if kind == CommandGiven.kind:
        values = {"id": values["id"], "outcome": values["outcome"]}
    return kind, encode(values)


def left_to_do(entries: Sequence[Entry], script: Sequence[ScriptedCommand]) -> Timetable:
    """Return the recorded commands, and those of the script that did not have their turn."""
    recorded = tuple(requests_of(entries))
    given = {request.id for _, request in recorded}
    coming = (item for item in scripted(script).coming if item[1].id not in given)
    return Timetable((*recorded, *coming))


def go_on(engine: Engine, given: Timetable, until: Frames) -> None:
    """Let a session go on unheard to a grid start, where nothing has happened yet.

    One that is over before stays where it ended.
    """
    earliest = engine.frame
    while (frame := max(earliest, _due(engine, given))) < until:
        engine.skip(frame)
        engine.happen([pending.request for pending in given.due(frame)])
        earliest = Frames(frame + GRID)
        if engine.finished:
            engine.skip(earliest)
            return
    engine.skip(until)


def _due(engine: Engine, given: Timetable) -> Frames:
    """Return the grid start at which something happens next."""
    return grid_ceil(min([engine.session.wake, *(frame for frame, _ in given.coming[:1])]))
