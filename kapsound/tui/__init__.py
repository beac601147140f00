"""Draws the therapist's screen, a client of the player process like any other."""

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kapsound.tui.opening import Opening


def run(opening: "Opening") -> int:
    """Open the screen at `opening` until it is left, and return the exit code.

    Textual is loaded here and not before, so that the command line stays quick. Nothing that is
    loaded is ever garbage, so nothing looks whether it is: neither meanwhile nor later.
    """
    gc.disable()
    from kapsound.tui.app import start  # noqa: PLC0415 - see above

    gc.freeze()
    gc.enable()
    return start(opening)
