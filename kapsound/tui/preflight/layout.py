"""Plain functions make the preflight screen's rows and choices from a preparation."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from kapsound.core.output import DEFAULT, Output
from kapsound.core.playlist.edit import PhaseChange
from kapsound.text import visible
from kapsound.tui.preflight import course_arc
from kapsound.tui.preflight.checks import Check, State, preparing, seen_by
from kapsound.tui.preflight.preparation import Preparation
from kapsound.tui.rows import (
    Row,
    Span,
    beside,
    decibels,
    fit,
    hints,
    indented,
    minutes,
    right,
    wide,
    wrapped,
)
from kapsound.tui.tasks import Values
from kapsound.tui.widgets.choices import Choice, choice
from kapsound.units import format_clock

if TYPE_CHECKING:
    from kapsound.core.playlist.model import Phase

ACTION = "action:"
"""Begins the name of a choice that is an action of the screen."""
_LABEL = 16
_PLACE, _NARROW_PLACE = 20, 14
_SPACIOUS = 70
_ARC_ROWS = ((44, 1, 6), (30, 1, 4), (0, 0, 3))
_FIRST = (State.BAD, State.LOOK)
_BAR = 20
_MARKS = {
    State.BUSY: ("…", "quiet"),
    State.GOOD: ("✓", "good"),
    State.NOTE: ("·", "quiet"),
    State.LOOK: ("!", "warn"),
    State.BAD: ("✗", "bad"),
}
_HEADING = (
    Span(fit("   Phases", _LABEL + 3), "quiet"), Span("  length", "quiet"),
    Span("   level", "quiet"), Span("  cues", "quiet"),
)  # fmt: skip
_SIDES = {"left": "◀ left", "right": "right ▶", "both": "noise"}


def head(session: Preparation, width: int) -> list[Row]:
    """Return the title with how far preparing is."""
    playlist = session.loaded.playlist if session.loaded else None
    title = Span(f" {playlist.title if playlist else visible(session.path.name)}", "strong")
    ending = _bar(session)
    if playlist and not ending:
        whole = sum(_length(session, n) for n in range(len(playlist.phases)))
        ending = (Span(f"{minutes(whole)} ", "quiet"),)
    aside = Span("  before the session", "quiet")
    left = (title, aside) if wide((title, aside, *ending)) < width else (title,)
    return [beside(left, ending, width)]


def _bar(session: Preparation) -> Row:
    values = session.progress
    if session.judged or session.misread or session.fault:
        return ()
    if not values:
        return (Span("preparing ", "quiet"),)
    total = values.get("total") or 0
    filled = round(_BAR * (min(1.0, values["done"] / total) if total else 1.0))
    words = preparing(values)
    return (
        Span("━" * filled, "accent"),
        Span("━" * (_BAR - filled), "rule"),
        Span(f" {words} ", "quiet"),
    )


def arc(session: Preparation, width: int, height: int) -> list[Row]:
    """Return what will play, as the session screen shows it, as soon as that is known.

    `height` is that of the screen, which leaves the arc more or fewer rows.
    """
    if session.course is None or session.edited is None:
        return [()]
    above, rows = next(room for least, *room in _ARC_ROWS if height >= least)
    drawn = course_arc.rows(session.course, session.edited.playlist, width - 2, rows)
    return [*[()] * above, *indented(drawn), ()]


def plan(session: Preparation, sound: str = "", heard: Values | None = None) -> list[Choice]:
    """Return what the session is to be: its fields and its phases."""
    fields = {
        "client": ("c", "Client code", session.client or "none", _remembered(session)),
        "maximum": ("m", "Maximum level", decibels(session.level), _written(session)),
        "output": ("o", "Output", _output(session), ""),
        "sound('sides')": ("t", "Test sound", *_sounding("sides", sound, heard)),
        "sound('noise')": ("l", "Level check", *_sounding("noise", sound, heard)),
    }
    choices = [choice(f"{ACTION}{act}", _field(*words)) for act, words in fields.items()]
    if session.loaded is None:
        return choices
    phases = enumerate(session.loaded.playlist.phases)
    rows = (choice(f"phase:{n}", _phase(session, n, item)) for n, item in phases)
    return [*choices, choice("", _HEADING), *rows]


def _field(key: str, label: str, value: str, aside: str) -> Row:
    return (
        Span(f" {key} ", "key"),
        Span(fit(label, _LABEL), "quiet"),
        Span(visible(value), "strong"),
        Span(f"  {aside}" if aside else "", "quiet"),
    )


def _remembered(session: Preparation) -> str:
    if not session.client:
        return "for the record; never a name"
    known = session.client in session.remembered
    return "has been here before" if known else "new on this machine"


def _written(session: Preparation) -> str:
    if session.maximum is None and session.client in session.remembered:
        return "as last time"
    if session.level == session.written_level:
        return "as written"
    return f"here; written {decibels(session.written_level)}"


def _output(session: Preparation) -> str:
    return ", ".join(output_words(session.machine, item.output) for item in session.outputs)


def output_words(machine: Mapping[str, Any] | None, output: Output) -> str:
    """Return the words for an output; the system's default has its name, where that is known."""
    usual = machine["devices"].get("default") if machine and output.kind == DEFAULT else None
    return visible(f"{usual}, {output.label}" if usual else output.label)


def _sounding(which: str, sound: str, heard: Values | None) -> tuple[str, str]:
    if sound != which:
        return ("soft, left then right" if which == "sides" else "as loud as the music"), ""
    if not heard:
        return "begins", ""
    return _SIDES.get(
        str(heard["side"]), "···"
    ), f"{format_clock(heard['left'])} left, again ends it"


def _phase(session: Preparation, place: int, phase: "Phase") -> Row:
    change = session.phases.get(place, PhaseChange())
    level = phase.level if change.level is None else change.level
    cues = len(phase.cues) - len(change.without)
    count = f"{cues} of {len(phase.cues)}" if change.without else f"{len(phase.cues) or '-'}"
    return (
        Span(fit(f"   {phase.name}", _LABEL + 3)),
        Span(right(format_clock(_length(session, place)), 8), _tone(change.length is not None)),
        Span(right(decibels(level), 8), _tone(change.level is not None)),
        Span(f"  {count}", _tone(bool(change.without))),
        Span("  to the dose" if phase.until else "", "quiet"),
    )


def _tone(changed: bool) -> str:  # noqa: FBT001 - it is all there is to say
    return "accent" if changed else "strong"


def _length(session: Preparation, place: int) -> float:
    assert session.loaded is not None
    change = session.phases.get(place, PhaseChange())
    written = session.loaded.playlist.phases[place].length
    return float(written if change.length is None else change.length)


def checks(session: Preparation) -> list[Choice]:
    """Return the checks, each in as many lines as its words take; what needs a look is first."""
    ordered = sorted(session.checks, key=lambda item: item.state not in _FIRST)
    return [Choice(item.id, partial(_check, item, session.seen)) for item in ordered]


def _check(item: Check, looked_at: frozenset[str], width: int) -> tuple[Row, ...]:
    seen = seen_by(item, looked_at)
    mark, tone = ("✓", "warn") if seen else _MARKS[item.state]
    place = _PLACE if width >= _SPACIOUS else _NARROW_PLACE
    words = f"{item.text} (seen)" if seen else item.text
    body = tone if item.state in (State.LOOK, State.BAD) else "quiet"
    lines = wrapped(words, max(10, width - place - 5), body)
    first = (Span(f" {mark} ", tone), Span(f"{fit(item.label, place)} "), *lines[0])
    return (first, *indented(lines[1:], place + 4))


def foot(session: Preparation, width: int, *, starting: bool) -> list[Row]:
    """Return whether the session can start, and the keys."""
    states = [item.state for item in session.checks if item.id not in session.seen]
    keys = [
        *([] if starting else _start_keys(session)),
        *([("v", "seen", "screen.seen")] if session.unseen else []),
        ("⏎", "change", "focused.select"),
        ("⇥", "plan, checks", "app.focus_next"),
        ("r", "look again", "screen.look"),
        ("esc", "back", "screen.back"),
    ]
    said = Span(" The session begins.", "good") if starting else _standing(session, states)
    return [(), (said,), *hints(keys, width)]


def _start_keys(session: Preparation) -> list[tuple[str, str, str]]:
    if session.early:
        return [] if session.waiting_early else [("n", "start now", "screen.now")]
    return [] if session.waiting else [("s", "start the session", "screen.start")]


def _standing(session: Preparation, states: Sequence[State]) -> Span:
    """Return whether the session can start, and why not."""
    if session.early and not session.waiting_early:
        return Span(f" {session.count}.", "warn")
    hurried = session.early and session.hurried
    waiting = session.waiting_early if hurried else session.waiting
    if not waiting:
        return Span(" All is well.", "good")
    busy = State.BUSY in states and not hurried
    return Span(f" {waiting}", "bad" if State.BAD in states else "quiet" if busy else "warn")
