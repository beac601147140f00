"""A panel shows each bus: its level, its meter, and what holds it now."""

from kapsound.control.status import MetersStatus
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.show import decibels, held_by
from kapsound.tui.view import View

BUSES = ("music", "ambience", "voice", "master")
_LOW_DB, _HIGH_DB = -54.0, 0.0
_ROOMY = 60
_NAME, _LEVEL, _STEPS = 10, 6, 4
_HELD_LEAST, _HELD_MOST = 12, 24


def draw(view: View, width: int, _height: int) -> list[Row]:
    """Return a line for each bus."""
    held = max(_HELD_LEAST, min(_HELD_MOST, width // 3 if width >= _ROOMY else 0))
    room = max(6, width - _NAME - _LEVEL - _STEPS - held - 1)
    return [_row(view, bus, room, width) for bus in BUSES]


def _row(view: View, bus: str, room: int, width: int) -> Row:
    chosen = bus == view.bus
    held = held_by(view.status, bus)
    level, meters = view.status["buses"][bus]["level"], view.status["meters"]
    bar, rest = meter(meters["buses"][bus]["rms"] if meters else None, room)
    note = held or _master(meters) if bus == "master" else held
    used = _NAME + _LEVEL + _STEPS + room + 1
    return (
        Span(fit(("▸" if chosen else " ") + bus, _NAME), "strong" if chosen else "", f"bus:{bus}"),
        Span(decibels(level) + " ", "strong" if chosen else "quiet", f"bus:{bus}"),
        Span("- ", "quiet", f"quieter:{bus}"),
        Span("+ ", "quiet", f"louder:{bus}"),
        Span(bar, "warn" if held else "good"),
        Span(rest + " ", "rule"),
        Span(fit(_cut(note, width - used), width - used), "warn" if held else "quiet"),
    )


def _cut(held: str, width: int) -> str:
    """Return what holds a bus; where there is no room for all, the topmost and how many more."""
    first, *others = held.split(", ")
    return held if len(held) <= width or not others else f"{first} +{len(others)}"


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
