"""What other programs may use is there under its name, and costs a screen nothing before."""

import importlib
import subprocess
import sys
from inspect import isclass, isfunction

import pytest

FACES = ["kapsound.control", "kapsound.core.playlist", "kapsound.record"]


@pytest.mark.parametrize("face", FACES)
def test_every_name_of_a_public_face_is_there_and_documented(face):
    module = importlib.import_module(face)
    assert "private" in module.__doc__
    for name in module.__all__:
        thing = getattr(module, name)
        assert thing.__doc__ or not (isclass(thing) or isfunction(thing)), name


@pytest.mark.parametrize("face", FACES)
def test_a_face_alone_loads_no_parser(face):
    code = f"import sys, {face}; print('pydantic' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
