"""Tells from the keys that come whether Caps Lock is on: a terminal does not say."""

from textual.events import Key

TOGETHER_S = 4.0
"""Two capitals that come closer together than this are hardly both meant."""


class CapsLock:
    """Looks at every key, and guesses.

    A small letter proves that it is off. A capital that means nothing was meant to be small, and
    so were two different ones in a breath. Where the terminal speaks the kitty keyboard protocol,
    the key itself comes too.
    """

    def __init__(self) -> None:
        self.on = False
        self._last, self._at = "", float("-inf")

    def look(self, event: Key, now_s: float, *, meant: bool) -> None:
        """Look at a key that came at this monotonic time; `meant` if it means something here."""
        letter = event.character or ""
        if event.key == "caps_lock":
            self.on = not self.on
        elif letter.islower():
            self.on, self._last = False, ""
        elif letter.isupper():
            soon = now_s - self._at < TOGETHER_S
            self.on |= not meant or (soon and self._last not in ("", letter))
            self._last, self._at = letter, now_s
