"""A banner tells faults in plain language, until someone has taken note of them."""

from kapsound.tui.rows import Row, Span, beside
from kapsound.tui.show import clock, lost, with_keys
from kapsound.tui.view import View
from kapsound.tui.widgets.panel import Panel


def _faults(view: View) -> list[tuple[str, str]]:
    """Return what is wrong as (when, text), the newest last; empty while nothing is."""
    status = view.status
    faults = [(clock(fault["t"]), with_keys(view, fault["text"])) for fault in status["faults"]]
    if status["record_fault"]:
        faults.append(("now", status["record_fault"]))
    if lost(status):
        why = next((f": {item['why']}" for item in status["outputs"] if item["why"]), "")
        words = (
            f"the sound output is lost{why}; it is waited for, or {view.key('output')} chooses one"
        )
        faults.append(("now", words))
    return faults


def _draw(view: View, width: int, height: int) -> list[Row]:
    faults = _faults(view)
    hint = f" {view.key('acknowledge')}: noted "
    more = f" +{len(faults) - height} " if len(faults) > height else ""
    rows: list[Row] = []
    for number, (when, text) in enumerate(faults[-height:]):
        ending = (Span(more + hint if not number else "", "alarm", "acknowledge"),)
        line = beside((Span(f" {when}  {text}", "alarm", "acknowledge"),), ending, width)
        rows.append(tuple(span._replace(tone="alarm") for span in line))
    return rows


class Banner(Panel):
    """Stands there only while there are faults."""

    def __init__(self) -> None:
        super().__init__(_draw, id="banner")

    def show(self, view: View) -> None:
        """Come and go with the faults."""
        count = len(_faults(view))
        self.display = bool(count)
        self.styles.height = min(2, count) if count else 0
        super().show(view)
