"""Says how kapsound is started."""

import sys
from pathlib import Path


def command() -> list[str]:
    """Return how kapsound is started: as it is installed, or else as a module."""
    installed = Path(sys.executable).with_name("kapsound")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "kapsound.cli"]
