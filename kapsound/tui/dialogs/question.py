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
        keys = ((item.key, item.words, f"screen.answer({item.key!r})") for item in answers)
        super().__init__(text, *keys)
        self._answers = tuple(answers)

    def compose(self) -> ComposeResult:
        """Lay out the question and its answers."""
        with Vertical(classes="box"):
            yield Static(self.heading, classes="question", markup=False)
            yield RowStatic(lambda _: [_row(*item) for item in self.hints[:-1]], classes="answers")

    def pressed(self, event: Key) -> None:
        """Answer by a key, also with Caps Lock on."""
        self.action_answer((event.character or "").casefold())

    def action_answer(self, key: str) -> None:
        """Answer by the key of an answer."""
        if found := next((item for item in self._answers if item.key == key), None):
            self.dismiss(found.value or None)


def _row(key: str, words: str, act: str) -> Row:
    return Span(f" {key} ", "key", act), Span(f" {words} ", "", act)
