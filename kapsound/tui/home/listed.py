"""Lays out what the home screen lists: playlists, and the session that runs."""

from collections.abc import Sequence

from kapsound.control import Look
from kapsound.tui.home import playlists
from kapsound.tui.rows import Row, Span, beside, fit, indented, minutes, wrapped
from kapsound.units import format_clock

INDENT = 2
_NARROWEST = 12
_LINES_MOST = 3


def running_rows(look: Look, width: int) -> list[Row]:
    """Return the running session in two lines."""
    status, contents = look
    title = beside(
        (Span(" ▶ ", "good"), Span(contents["title"], "strong"), Span(" is running", "good")),
        (Span("⏎ go to it ", "key"),),
        width,
    )
    words = f"   {status['phase']['name']}, T+ {format_clock(status['t'])}"
    client = f", client {contents['client']}" if contents["client"] else ""
    return [title, (Span(f"{words}{client}", "quiet"),)]


def card_rows(card: playlists.Card, width: int, *, described: bool = False) -> list[Row]:
    """Return a playlist: its title with its length, if wanted its description, and its phases."""
    if card.fault:
        name = beside(
            (Span(f"   {card.title}", "quiet"),), (Span("cannot be played ", "bad"),), width
        )
        return [name, (Span(f"   {fit(card.fault, width - 4)}", "quiet"),)]
    length = Span(f"{minutes(card.length)} ", "strong")
    title = beside((Span(f"   {card.title}", "strong"),), (length,), width)
    about = description(card, INDENT + 1, width) if described else []
    return [title, *about, ribbon(card.phases, width)]


def description(card: playlists.Card, indent: int, width: int) -> list[Row]:
    """Return the first lines of what a playlist says of itself."""
    if not card.description:
        return []
    lines = wrapped(card.description.replace("\n", " "), width - indent - 1, "quiet")
    return indented(lines[:_LINES_MOST], indent)


def ribbon(phases: Sequence[tuple[str, float, bool]], width: int) -> Row:
    """Return the phases as blocks as wide as they are long, each with its name and length."""
    room = width - 2 * INDENT
    lengths = [max(1.0, length) for _, length, _ in phases]
    narrowest = min(_NARROWEST, room // len(phases))
    spare = room - narrowest * len(phases)
    edges, done = [0], 0.0
    for number, length in enumerate(lengths, 1):
        done += length
        edges.append(narrowest * number + round(spare * done / sum(lengths)))
    blocks = [
        Span(fit(_named(phase, end - begin), end - begin), "ahead-next" if number % 2 else "ahead")
        for number, (phase, begin, end) in enumerate(zip(phases, edges, edges[1:], strict=False))
    ]
    return (Span(" " * (INDENT + 1)), *blocks)


def _named(phase: tuple[str, float, bool], width: int) -> str:
    name, length, dose = phase
    whole = f" {name} {format_clock(length)}{' to dose' if dose else ''}"
    plain = f" {name} {format_clock(length)}"
    return next((text for text in (whole, plain, f" {name}") if len(text) < width), f" {name}")
