"""A question is asked before a session is left: what becomes of the sound is not assumed."""

from collections.abc import Iterator

from kapsound.tui.dialogs.question import Answer, Question
from kapsound.tui.view import View

PLAYING, ENDING, HOME, STAY = "playing", "ending", "home", ""
_ASKED = "Leave this screen? The sound needs no screen to play on."
_NOTHING = "Leave this screen? The player does not answer; perhaps nothing plays."


class Leave(Question):
    """Asks what is to become of the session."""

    def __init__(self, view: View) -> None:
        super().__init__(_NOTHING if view.lost else _ASKED, tuple(_answers(view)))


def _answers(view: View) -> Iterator[Answer]:
    """Yield what can be done: less by one who looks on, or whose player does not answer."""
    if view.lost:
        yield Answer("h", "go home, which offers to go on", HOME)
    else:
        yield Answer("p", "leave it playing", PLAYING)
    if view.controls and not view.lost:
        yield Answer("e", "end it gently, with its closing fade", ENDING)
    yield Answer("s", "stay", STAY)
