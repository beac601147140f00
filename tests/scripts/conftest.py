"""The scripts as modules: they are no package and have no suffix."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def load(name):
    loader = SourceFileLoader(f"kapsound_script_{name.removesuffix('.py')}", str(SCRIPTS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def scripts():
    return SCRIPTS


@pytest.fixture
def load_script():
    return load
