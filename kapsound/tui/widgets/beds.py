"""A panel lists the beds: which of them play, and the keys that change them."""

from kapsound.control.status import BedContents
from kapsound.tui.keys import BED_KEYS
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.view import View

_KEY, _MOST = 4, 32


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return a line for each bed, as many as there is room for."""
    beds = list(enumerate(view.contents["beds"], 1))
    if len(beds) > height:
        more = Span(f"    {len(beds) - height + 1} more: {view.key('beds')}", "quiet", "beds")
        return [*(_row(view, n, bed, width) for n, bed in beds[: height - 1]), (more,)]
    return [_row(view, number, bed, width) for number, bed in beds]


def _row(view: View, number: int, bed: BedContents, width: int) -> Row:
    plays = bed["id"] in view.status["beds"]
    key = view.key(f"bed-{number}") if number <= BED_KEYS else ""
    layer = "bed-drop" if plays else "bed-add"
    return (
        Span(fit(key, _KEY), "key", f"do:bed {bed['id']}"),
        Span("● " if plays else "○ ", "good" if plays else "quiet", f"do:bed {bed['id']}"),
        Span(
            fit(bed["label"], min(_MOST, width - _KEY - 4)),
            "strong" if plays else "",
            f"do:bed {bed['id']}",
        ),
        Span(" -" if plays else " +", "quiet", f"do:{layer} {bed['id']}"),
    )
