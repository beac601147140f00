"""A panel shows each bus: its level, its meter, and what holds it now."""

from collections.abc import Sequence

from kapsound.control.status import MetersStatus
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.show import decibels, heard, held_by, rising
from kapsound.tui.view import View

BUSES = ("music", "ambience", "voice", "master")
_LOW_DB, _HIGH_DB = -54.0, 0.0
_ROOMY = 60
_NAME, _LEVEL, _STEPS = 10, 6, 4
_SEVERAL = 2
_HELD_LEAST, _HELD_MOST = 12, 24


def draw(view: View, width: int, _height: int) -> list[Row]:
    """Return a line for each bus."""
    held = max(_HELD_LEAST, min(_HELD_MOST, width // 3 if width >= _ROOMY else 0))
    room = max(6, width - _NAME - _LEVEL - _STEPS - held - 1)
    return [_row(view, bus, room, width) for bus in BUSES]


def _row(view: View, bus: str, room: int, width: int) -> Row:
    chosen = bus == view.bus
    held = held_by(view.status, bus)
    level = view.status["buses"][bus]["level"]
    meters = view.status["meters"] if heard(view) else None
    bar, rest = meter(meters["buses"][bus]["rms"] if meters else None, room)
    used = _NAME + _LEVEL + _STEPS + room + 1
    note = _note(view, bus, held, width - used)
    if not note and bus == "master":
        note = _master(meters)
    return (
        Span(fit(("▸" if chosen else " ") + bus, _NAME), "strong" if chosen else "", f"bus:{bus}"),
        Span(decibels(level) + " ", "strong" if chosen else "quiet", f"bus:{bus}"),
        Span("- ", "quiet", f"quieter:{bus}"),
        Span("+ ", "quiet", f"louder:{bus}"),
        Span(bar, "warn" if held else "good"),
        Span(rest + " ", "rule"),
        Span(fit(note, width - used), "warn" if held else "quiet"),
    )


def _note(view: View, bus: str, held: Sequence[str], width: int) -> str:
    """Return what a bus is up to: its way back, what holds it, that it is capped.

    Where there is no room for all, the first and how many more.
    """
    most = f"capped at {view.contents['maximum']:g} dB"
    capped = [most if len(most) <= width else f"<= {view.contents['maximum']:g} dB"]
    way = [rising(view.status, bus)] if rising(view.status, bus) else []
    notes = [*way, *held, *(capped if view.status["buses"][bus]["capped"] else [])]
    more = f"{notes[0]} +{len(notes) - 1}" if len(notes) >= _SEVERAL else ""
    shown = (words for words in (", ".join(notes), more) if len(words) <= width and words)
    return next(shown, notes[0] if notes else "")


def _master(meters: MetersStatus | None) -> str:
    return f"loudness {max(-70.0, meters['loudness']):.0f}" if meters else ""


def meter(rms: float | None, width: int) -> tuple[str, str]:
    """Return the bar of a level in dBFS and the rest of its track, `width` cells in all."""
    if rms is None:
        return "", "─" * width
    share = (min(_HIGH_DB, rms) - _LOW_DB) / (_HIGH_DB - _LOW_DB)
    full, half = divmod(max(0, round(share * width * 2)), 2)
    bar = "━" * full + "╸" * half
    return bar, "─" * (width - len(bar))
