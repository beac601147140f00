"""A question is asked before a session is left: what becomes of the sound is not assumed."""

from kapsound.tui.dialogs.question import Answer, Question

PLAYING, ENDING, STAY = "playing", "ending", ""


class Leave(Question):
    """Asks what is to become of the session; a screen that looks on can only go or stay."""

    def __init__(self, *, controls: bool) -> None:
        answers = [
            Answer("p", "leave it playing", PLAYING),
            Answer("e", "end it gently, with its closing fade", ENDING),
            Answer("s", "stay", STAY),
        ]
        if not controls:
            del answers[1]
        super().__init__("Leave this screen? The sound needs no screen to play on.", answers)
