"""Talk on stderr. Data goes to stdout elsewhere."""

import sys

from kapsound.core.playlist.text import visible
from kapsound.errors import KapsoundError


def say(text: str) -> None:
    """Write a line of talk; control characters in it are shown, not obeyed."""
    print(visible(text, keep="\n"), file=sys.stderr, flush=True)  # noqa: T201 - this is the place


def failure(error: KapsoundError) -> int:
    """Say what is wrong, and return the exit code."""
    for line in str(error).split("\n"):
        say(f"kapsound: {line}")
    return error.exit_code
