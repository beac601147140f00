"""Leaving the screen: the sound is asked about, never assumed."""

from kapsound.tui.dialogs.dialogs import Option, Question

PLAYING, ENDING, STAY = "playing", "ending", ""


class Leave(Question):
    """Asks what is to become of the session; a screen that looks on can only go or stay."""

    def __init__(self, *, controls: bool) -> None:
        options = [
            Option("p", "leave it playing", PLAYING),
            Option("e", "end it gently, with its closing fade", ENDING),
            Option("s", "stay", STAY),
        ]
        if not controls:
            del options[1]
        super().__init__("Leave this screen? The sound needs no screen to play on.", options)
