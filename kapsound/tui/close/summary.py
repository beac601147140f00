"""Shows a session's history against its plan: plain functions from values to rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kapsound.core.events import Event, Fault, Noted
from kapsound.core.history import History, Instant, Moment, SoundRun, dose_words, end_words, words
from kapsound.text import visible
from kapsound.tui.rows import Row, Span, beside, fit, indented, right, wrapped
from kapsound.units import format_clock, format_duration

if TYPE_CHECKING:
    from kapsound.core.history import PhaseRun
    from kapsound.core.history.planned import PhaseCompared
    from kapsound.record import Verification
    from kapsound.tui.tasks import RecordRead

_NAME = 20
_TIME = 9
Lines = Sequence[tuple[Instant, str]]


def head(history: History, width: int) -> list[Row]:
    """Return the title, and how and when the session ended."""
    client = (Span(f"  client {visible(history.client)}", "quiet"),) if history.client else ()
    length, closed = format_clock(_t(history.end)), history.closed
    how = f"over at T+ {length}, {end_words(closed)}" if closed else f"T+ {length}, closing"
    began = f"began {history.first.utc.astimezone():%d %B %Y, %H:%M} " if history.first else ""
    title = Span(f" {visible(history.title)}", "strong")
    return [
        beside((title, *client), (Span(began, "quiet"),), width),
        (Span(f" {how}", "accent"),),
        (),
    ]


def verified(verdict: "Verification", folder: Path, width: int) -> list[Row]:
    """Return whether the record is whole, and where it lies."""
    place = (Span("   ", ""), Span(visible(str(folder)), "quiet"))
    if not verdict.whole:
        words = (wrapped(visible(str(item)), width - 4, "bad") for item in verdict.findings[:3])
        found = indented([row for rows in words for row in rows], 3)
        return [(Span(" ✗ The record is damaged.", "bad"),), *found, place, ()]
    if verdict.closed:
        said = f" ✓ The record is closed and verified: whole, {verdict.lines} lines."
        return [(Span(said, "good"),), place, ()]
    said = f" … The record is still open; {verdict.lines} lines so far, all whole."
    return [(Span(said, "warn"),), place, ()]


def body(found: "RecordRead", width: int) -> list[Row]:
    """Return what ran, against the plan."""
    history = found.history
    rows: list[Row] = [_columns(), *(_phase(phase, history) for phase in found.phases)]
    if unheard := round(history.unheard, 1):
        words = f"   {format_duration(unheard)} were not heard: the output was lost"
        rows.append((Span(words, "bad"),))
    for title, lines, tone in (
        ("Faults", [(one.at, visible(one.event.text)) for one in history.of(Fault)], "warn"),
        ("Doses", [(dose.at, dose_words(dose.number, dose.what)) for dose in history.doses], ""),
        ("Notes", _told(history.of(Noted)), ""),
        ("Music", _heard(history.tracks), ""),
        ("Voice", _heard(history.cues), ""),
    ):
        rows += _section(title, lines, tone, width)
    return rows


def _told(moments: Sequence[Moment[Event]]) -> Lines:
    return [(moment.at, words(moment.event)) for moment in moments]


def _heard(sounds: Sequence[SoundRun]) -> Lines:
    return [(sound.begin, visible(sound.name)) for sound in sounds]


def _columns() -> Row:
    names = fit("   Phases", _NAME + 3), right("planned", _TIME), right("ran", _TIME)
    return tuple(Span(name, "quiet") for name in (*names, right("from T+", _TIME + 2)))


def _phase(phase: "PhaseCompared", history: History) -> Row:
    planned = "-" if phase.planned is None else format_clock(phase.planned)
    ran, begin, how = "-", "-", "did not come"
    if run := phase.run:
        length = _t(run.end or history.end) - run.begin.t
        ran, begin, how = (
            format_clock(length),
            format_clock(run.begin.t),
            _difference(phase, length),
        )
    return (
        Span(f"   {fit(visible(phase.name), _NAME)}", "" if phase.run else "quiet"),
        Span(right(planned, _TIME), "quiet"),
        Span(right(ran, _TIME), "strong" if phase.run else "quiet"),
        Span(right(begin, _TIME + 2), "quiet"),
        Span(f"   {how}", "quiet"),
    )


def _difference(phase: "PhaseCompared", ran: float) -> str:
    if phase.planned is None:
        return "again"
    if phase.waited:
        return _waited(phase.run)
    apart = round(ran - phase.planned)
    if abs(apart) <= 1:
        return ""
    return f"{format_duration(abs(apart))} {'longer' if apart > 0 else 'shorter'}"


def _waited(run: "PhaseRun | None") -> str:
    """Return how a phase ended that was to last until the dose."""
    if run is None or run.end is None:
        return "waits for the dose"
    return "to the dose" if run.ended_by == "dose" else "left before the dose"


def _t(at: Instant | None) -> float:
    return at.t if at else 0.0


def _section(title: str, lines: Lines, tone: str, width: int) -> list[Row]:
    if not lines:
        return []
    rows: list[Row] = [(), (Span(f"   {title}", "quiet"),)]
    for at, text in lines:
        times = f"   {at.utc.astimezone():%H:%M}  T+ {right(format_clock(at.t), 7)}  "
        first, *rest = wrapped(text, max(10, width - len(times) - 1), tone)
        rows.append((Span(times, "quiet"), *first))
        rows += [(Span(" " * len(times)), *row) for row in rest]
    return rows
