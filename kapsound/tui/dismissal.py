"""A screen leaves once, however often it is told to."""

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

Answer = TypeVar("Answer")


class DismissOnce(Screen[Answer]):
    """Leaves only while it is on top: Textual would take away the screen beneath instead.

    Keys that come faster than they are looked at all reach the screen that was on top then.
    """

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leave with an answer; one that has left already stays gone."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
