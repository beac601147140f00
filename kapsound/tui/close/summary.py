"""What ran against what was planned, read from a record: plain functions from entries to rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kapsound.text import visible
from kapsound.tui.rows import Row, Span, beside, fit, right
from kapsound.tui.widgets.laid import wrapped
from kapsound.units import format_clock, format_duration, to_seconds

if TYPE_CHECKING:
    from kapsound.record.entry import Entry
    from kapsound.record.verify import Verdict

_NAME = 20
_TIME = 9
_MUSIC, _VOICE = "music", "voice"
_HOW = {
    "plan": "as planned",
    "end": "ended from the screen",
    "interrupted": "interrupted from outside",
    "failed": "the player failed",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """A phase as it ran; `planned` is its length as frozen, None if it was not to come again."""

    name: str
    begin: float
    end: float
    planned: float | None
    waited: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """Something at a session time, with the wall clock as it was."""

    at: float
    wall: str
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A session that is over, or about to be; `how` is empty until its record is closed."""

    title: str
    client: str
    began: str
    length: float
    how: str
    phases: tuple[Ran, ...]
    missed: tuple[tuple[str, float], ...]
    doses: tuple[Moment, ...]
    tracks: tuple[Moment, ...]
    cues: tuple[Moment, ...]
    notes: tuple[Moment, ...]
    faults: tuple[Moment, ...]
    unheard: float


def read(entries: "Sequence[Entry]") -> Closed:
    """Return what a record tells; it has one entry at least."""
    header = entries[0].data
    planned = _planned(header)
    phases = tuple(_phases(entries, planned))
    ran = {phase.name for phase in phases}
    return Closed(
        title=visible(str(header.get("title", ""))),
        client=visible(str(header.get("client", ""))),
        began=f"{entries[0].utc.astimezone():%d %B %Y, %H:%M}",
        length=_end(entries),
        how=_how(entries),
        phases=phases,
        missed=tuple(
            (visible(name), length)
            for name, (length, _) in planned.items()
            if visible(name) not in ran
        ),
        doses=_moments(entries, "dose", lambda data: _dose(data["number"])),
        tracks=_moments(entries, "began", lambda data: _sound(data, _MUSIC)),
        cues=_moments(entries, "began", lambda data: _sound(data, _VOICE)),
        notes=_moments(entries, "note", _note),
        faults=_moments(entries, "fault", lambda data: f"{data['cause']}; {data['action']}"),
        unheard=to_seconds(sum(e.data["frames"] for e in entries if e.kind == "undelivered")),
    )


def _planned(header: Any) -> dict[str, tuple[float, bool]]:
    from kapsound.core.playlist.parse import parse_playlist  # noqa: PLC0415 - heavy, and seldom
    from kapsound.errors import KapsoundError  # noqa: PLC0415 - with it

    try:
        playlist = parse_playlist(str(header["text"]), str(header["file"]))
    except (KapsoundError, KeyError):
        return {}
    return {p.name: (float(p.length), p.until == "dose") for p in playlist.phases}


def _phases(entries: "Sequence[Entry]", planned: dict[str, tuple[float, bool]]) -> Iterator[Ran]:
    began = [entry for entry in entries if entry.kind == "phase"]
    ends = [*(to_seconds(entry.frame) for entry in began[1:]), _end(entries)]
    left = dict(planned)
    for entry, end in zip(began, ends, strict=True):
        name = str(entry.data["phase"])
        length, waited = left.pop(name, (None, False))
        yield Ran(visible(name), to_seconds(entry.frame), end, length, waited)


def _end(entries: "Sequence[Entry]") -> float:
    over = [entry for entry in entries if entry.kind == "ended"] or [entries[-1]]
    return to_seconds(over[0].frame)


def _how(entries: "Sequence[Entry]") -> str:
    closed = [str(entry.data.get("how")) for entry in entries if entry.kind == "closed"]
    return _HOW.get(closed[-1], visible(closed[-1])) if closed else ""


def _moments(entries: "Sequence[Entry]", kind: str, words: Any) -> tuple[Moment, ...]:
    found = [(entry, words(entry.data)) for entry in entries if entry.kind == kind]
    return tuple(
        Moment(to_seconds(entry.frame), f"{entry.utc.astimezone():%H:%M}", visible(text))
        for entry, text in found
        if text
    )


def _sound(data: Any, bus: str) -> str:
    return str(data["title"] or data["item"]) if data["bus"] == bus else ""


def _note(data: Any) -> str:
    if data["label"] == "acknowledge":
        return ""
    return f"{data['label']}: {data['text']}" if data["text"] else str(data["label"])


def _dose(number: int) -> str:
    return "dose" if number == 1 else f"booster, dose {number}"


def head(closed: Closed, width: int) -> list[Row]:
    """Return the title, and how and when the session ended."""
    client = (Span(f"  client {closed.client}", "quiet"),) if closed.client else ()
    length = format_clock(closed.length)
    how = f"over at T+ {length}, {closed.how}" if closed.how else f"T+ {length}, closing"
    began = Span(f"began {closed.began} ", "quiet")
    return [
        beside((Span(f" {closed.title}", "strong"), *client), (began,), width),
        (Span(f" {how}", "accent"),),
        (),
    ]


def verified(verdict: "Verdict", folder: Path, width: int) -> list[Row]:
    """Return whether the record is whole, and where it lies."""
    place = (Span("   ", ""), Span(visible(str(folder)), "quiet"))
    if not verdict.whole:
        found = [
            row for item in verdict.findings[:3] for row in _indented(visible(str(item)), width)
        ]
        return [(Span(" ✗ The record is damaged.", "bad"),), *found, place, ()]
    if verdict.closed:
        words = f" ✓ The record is closed and verified: whole, {verdict.lines} lines."
        return [(Span(words, "good"),), place, ()]
    words = f" … The record is still open; {verdict.lines} lines so far, all whole."
    return [(Span(words, "warn"),), place, ()]


def _indented(text: str, width: int) -> list[Row]:
    return [(Span("   "), *row) for row in wrapped(text, width - 4, "bad")]


def body(closed: Closed, width: int) -> list[Row]:
    """Return what ran, against the plan."""
    rows: list[Row] = [_columns()]
    rows += [_phase(phase) for phase in closed.phases]
    rows += [_missed(*item) for item in closed.missed]
    if closed.unheard:
        words = (
            f"   {format_duration(round(closed.unheard, 1))} were not heard: the output was lost"
        )
        rows.append((Span(words, "bad"),))
    for title, moments, tone in (
        ("Faults", closed.faults, "warn"),
        ("Doses", closed.doses, ""),
        ("Notes", closed.notes, ""),
        ("Music", closed.tracks, ""),
        ("Voice", closed.cues, ""),
    ):
        rows += _section(title, moments, tone, width)
    return rows


def _columns() -> Row:
    names = fit("   Phases", _NAME + 3), right("planned", _TIME), right("ran", _TIME)
    return tuple(Span(name, "quiet") for name in (*names, right("from T+", _TIME + 2)))


def _phase(phase: Ran) -> Row:
    ran = phase.end - phase.begin
    planned = "-" if phase.planned is None else format_clock(phase.planned)
    return (
        Span(f"   {fit(phase.name, _NAME)}"),
        Span(right(planned, _TIME), "quiet"),
        Span(right(format_clock(ran), _TIME), "strong"),
        Span(right(format_clock(phase.begin), _TIME + 2), "quiet"),
        Span(f"   {_difference(phase, ran)}", "quiet"),
    )


def _missed(name: str, planned: float) -> Row:
    times = right(format_clock(planned), _TIME), right("-", _TIME), right("-", _TIME + 2)
    spans = (Span(time, "quiet") for time in times)
    return (Span(f"   {fit(name, _NAME)}", "quiet"), *spans, Span("   did not come", "quiet"))


def _difference(phase: Ran, ran: float) -> str:
    if phase.planned is None:
        return "again"
    if phase.waited:
        return "to the dose"
    apart = round(ran - phase.planned)
    if abs(apart) <= 1:
        return ""
    return f"{format_duration(abs(apart))} {'longer' if apart > 0 else 'shorter'}"


def _section(title: str, moments: Sequence[Moment], tone: str, width: int) -> list[Row]:
    if not moments:
        return []
    rows: list[Row] = [(), (Span(f"   {title}", "quiet"),)]
    for moment in moments:
        times = f"   {moment.wall}  T+ {right(format_clock(moment.at), 7)}  "
        first, *rest = wrapped(moment.text, max(10, width - len(times) - 1), tone)
        rows.append((Span(times, "quiet"), *first))
        rows += [(Span(" " * len(times)), *row) for row in rest]
    return rows
