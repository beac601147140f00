"""What prepares is known by its files, and only a change of those has it asked again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kapsound.cache import toolchain as tools
from kapsound.cache.toolchain import Versions, read_versions, tools_stamp
from kapsound.errors import MediaError
from kapsound.processes import module_environment

CODE = Path(tools.__file__).parent


def test_the_stamp_is_the_same_until_a_file_of_the_tools_changes(tmp_path, monkeypatch):
    """Our own code is what prepares, and the cache's package, which writes."""
    for name in ("av", "numpy", "media", "cache"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    monkeypatch.setattr(tools, "__file__", str(tmp_path / "cache" / "toolchain.py"))
    monkeypatch.setattr(tools, "find_spec", Found(tmp_path))
    stamps = [tools_stamp(tmp_path / "media")]
    assert tools_stamp(tmp_path / "media") == stamps[0]
    libraries = ("av/__init__.py", "av", "numpy/__init__.py")
    for place in (*libraries, "media/__init__.py", "cache/__init__.py"):
        os.utime(tmp_path / place, (1, 1))
        stamps.append(tools_stamp(tmp_path / "media"))
    assert len(set(stamps)) == len(stamps)


class Found:
    """Finds packages in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, name):
        return Spec(str(self.folder / name / "__init__.py"))


class Spec:
    def __init__(self, origin):
        self.origin = origin


def test_a_library_that_is_not_there_is_part_of_the_stamp(monkeypatch):
    before = tools_stamp(CODE)
    monkeypatch.setattr(tools, "find_spec", lambda name: None)
    assert tools_stamp(CODE) != before


def test_a_library_without_its_distribution_is_known_by_its_files(monkeypatch):
    def missing(name):
        raise tools.PackageNotFoundError

    before = tools_stamp(CODE)
    monkeypatch.setattr(tools, "version", missing)
    assert tools_stamp(CODE) not in ("", before)


def test_telling_that_the_tools_are_unchanged_loads_none_of_them():
    code = (
        "import sys; from pathlib import Path\n"
        "from kapsound.cache.toolchain import tools_stamp; tools_stamp(Path())\n"
        "print({'av', 'numpy'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, env=module_environment(), capture_output=True, check=True)
    assert found.stdout.strip() == b"set()"


def test_the_versions_are_what_the_command_prints():
    text = '{"decoder": "d", "synth": "s", "numpy": "n"}'
    command = [sys.executable, "-c", f"print('{text}')"]
    assert read_versions(command, module_environment()) == Versions("d", "s", "n")


def test_a_command_that_fails_is_told_with_its_last_words():
    command = [sys.executable, "-c", "raise SystemExit('much ado\\nno module named av')"]
    with pytest.raises(MediaError, match=r"prepared: no module named av\. Install"):
        read_versions(command, module_environment())
