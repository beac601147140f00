"""A question has answers, each a key and a click away."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.rows import Row, Span
from kapsound.tui.widgets.row_static import RowStatic


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its key, its words and its value, which is empty to leave all as it is."""

    key: str
    words: str
    value: str


YES_NO = (Answer("y", "yes", "yes"), Answer("n", "no, leave it", ""))


class Question(Dialog):
    """Asks, and returns the value of the answer; nothing is chosen beforehand."""

    def __init__(self, text: str, answers: Sequence[Answer] = YES_NO) -> None:
        super().__init__()
        self._text, self._answers = text, tuple(answers)

    def compose(self) -> ComposeResult:
        """Lay out the question and its answers."""
        with Vertical(classes="box"):
            yield Static(self._text, classes="question", markup=False)
            yield RowStatic(lambda _: [_row(item) for item in self._answers], classes="answers")

    def pressed(self, event: Key) -> None:
        """Answer by a key."""
        self.action_answer(event.character or "")

    def action_answer(self, key: str) -> None:
        """Answer by the key of an answer."""
        if found := next((item for item in self._answers if item.key == key), None):
            self.dismiss(found.value or None)


def _row(answer: Answer) -> Row:
    act = f"screen.answer({answer.key!r})"
    return Span(f" {answer.key} ", "key", act), Span(f" {answer.words} ", "", act)
