"""Lends what the tests are made with: the sound server, sound files of many formats, the meter."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parents[2] / "tests"


def from_tests(name: str) -> Any:
    """Return a module of the tests' folder, which is on no usual path."""
    sys.path.append(str(_TESTS))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(_TESTS))
