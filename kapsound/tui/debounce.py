"""A held or doubled key gives one command: the same twice in a moment counts once."""

REPEAT_S = 0.25


class Debounce:
    """Lets a command through unless it was given a moment ago.

    A key that is held down stays one command for as long as it is held; a repeating command
    comes through again after each `REPEAT_S`.
    """

    def __init__(self) -> None:
        self._command, self._at = "", -REPEAT_S

    def lets(self, command: str, now_s: float, *, repeating: bool = False) -> bool:
        """Say whether to give this command at this monotonic time."""
        again = command == self._command and now_s - self._at < REPEAT_S
        if not (again and repeating):
            self._command, self._at = command, now_s
        return not again
