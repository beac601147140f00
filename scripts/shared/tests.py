"""Lends what the tests are made with: the sound server, sound files of many formats, the meter."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parents[2] / "tests"


def from_tests(name: str) -> Any:
    """Return a module of the tests' folder, which is on no usual path: a rig, or a test's file."""
    if name.endswith(".py"):
        return _file(_TESTS / name)
    sys.path.append(str(_TESTS))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(_TESTS))


def _file(path: Path) -> Any:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
