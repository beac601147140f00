"""Draws the least that a Textual program can, one line ten times a second."""

from itertools import count

from textual.app import App, ComposeResult
from textual.widgets import Static

READY = "bare screen"


class BareScreen(App[None]):
    """One line that counts."""

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Static(READY)

    def on_mount(self) -> None:
        """Begin to count."""
        line, numbers = self.query_one(Static), count()
        self.set_interval(0.1, lambda: line.update(f"{READY} {next(numbers)}"))


if __name__ == "__main__":
    BareScreen().run()
