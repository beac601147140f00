"""The record as it ran: for each line what happened, in plain words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kapsound.core.wording import show_command
from kapsound.record.entry import Entry
from kapsound.text import visible
from kapsound.units import Frames, format_clock, format_duration, to_seconds

Values = Mapping[str, Any]

_SILENT_KINDS = {"checkpoint"}
_OUTCOMES = {"accepted", "refused", "asked"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened: its frame, its wall time, and what; control characters shown."""

    frame: Frames
    utc: datetime
    what: str

    @property
    def clock(self) -> str:
        """The session time as it is shown."""
        return format_clock(to_seconds(self.frame))


def as_run(entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Return a row for each line that tells something, in order."""
    lines = list(entries)
    told = {entry.data.get("id") for entry in lines if entry.kind == "command"}
    return tuple(
        Row(entry.frame, entry.utc, visible(_words(entry)))
        for entry in lines
        if entry.kind not in _SILENT_KINDS and not _is_told(entry, told)
    )


def _is_told(entry: Entry, told: set[Any]) -> bool:
    """Say whether a command's own line tells what became of it."""
    return entry.kind in _OUTCOMES and entry.data.get("request") in told


def _words(entry: Entry) -> str:
    try:
        return _WORDS[entry.kind](entry.data)
    except (LookupError, TypeError, ValueError):
        values = ", ".join(f"{name} {value}" for name, value in entry.data.items())
        return f"{entry.kind}: {values}" if values else entry.kind


def _session(data: Values) -> str:
    client = f", for client {data['client']}" if data.get("client") else ""
    return f"the session begins: {data['title']}{client}"


def _command(data: Values) -> str:
    outcome = {"accepted": "", "refused": "; refused", "asked": "; asked first"}[data["outcome"]]
    text = f": {data['text']}" if data["text"] else ""
    return f"{data['actor']}: {show_command(data['do'])}{outcome}{text}"


def _plan(data: Values) -> str:
    ends = [end for end in data["ends"] if end is not None]
    last = f", the last known end at {format_clock(to_seconds(max(ends)))}" if ends else ""
    return f"planned again in {data['phase']} ({data['landing']}){last}"


def _dose(data: Values) -> str:
    return "the first dose" if data["number"] == 1 else f"booster, dose {data['number']}"


def _began(data: Values) -> str:
    position = to_seconds(data["position"])
    place = f", {format_duration(position)} into it" if position else ""
    return f"{data['title'] or data['item']} begins on the {data['bus']} bus{place}"


def _bus(data: Values) -> str:
    levels = f"from {data['from_db']:g} dB to {data['to_db']:g} dB"
    return f"{data['bus']} moves {levels} over {format_duration(data['over_s'])}: {data['why']}"


def _state(data: Values) -> str:
    lasted = data["lasted_s"]
    after = f" after {format_duration(lasted)}" if lasted is not None else ""
    return f"{data['state']} {'begins' if data['on'] else 'ends'}{after}"


def _note(data: Values) -> str:
    return f"{data['label']}: {data['text']}" if data["text"] else str(data["label"])


def _resumed(data: Values) -> str:
    torn = f"; a torn end of the record lies in {data['torn']}" if data["torn"] else ""
    return f"the player had stopped and goes on{torn}"


def _lost(data: Values) -> str:
    return f"lines missing, as the disk was full: {data['lines']}"


_WORDS: Mapping[str, Callable[[Values], str]] = {
    "session": _session,
    "command": _command,
    "accepted": lambda data: f"request {data['request']} was taken",
    "refused": lambda data: f"request {data['request']} was refused: {data['reason']}",
    "asked": lambda data: f"request {data['request']} was asked first: {data['question']}",
    "phase": lambda data: f"phase {data['phase']} begins ({data['cause']})",
    "plan": _plan,
    "dose": _dose,
    "began": _began,
    "left": lambda data: (
        f"{data['item']} leaves over {format_duration(data['fade_s'])}: {data['cause']}"
    ),
    "bus": _bus,
    "state": _state,
    "note": _note,
    "notice": lambda data: f"notice: {data['text']}",
    "fault": lambda data: f"fault: {data['cause']}; {data['action']}",
    "prepared": lambda data: f"{data['name']} is ready",
    "undelivered": lambda data: (
        f"{format_duration(to_seconds(data['frames']))} were not heard: the output was lost"
    ),
    "ended": lambda data: f"the session is over ({data['how']})",
    "continued": lambda data: f"the record goes on in another file. {data['why']}",
    "resumed": _resumed,
    "lost": _lost,
    "closed": lambda data: f"the record is closed ({data['how']})",
}
