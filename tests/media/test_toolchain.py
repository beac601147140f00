"""What prepares is known by its files, and only a change of those has it asked again."""

import os
import subprocess
import sys

from kapsound.media import toolchain as tools
from kapsound.media.pool import worker_environment
from kapsound.media.toolchain import tools_stamp


def test_the_stamp_is_the_same_until_a_file_of_the_tools_changes(tmp_path, monkeypatch):
    for name in ("av", "numpy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / "tools.py").write_text("")
    monkeypatch.setattr(tools, "__file__", str(tmp_path / "tools.py"))
    monkeypatch.setattr(tools, "find_spec", Found(tmp_path))
    stamps = [tools_stamp()]
    assert tools_stamp() == stamps[0]
    for place in ("av/__init__.py", "av", "numpy/__init__.py", "tools.py"):
        os.utime(tmp_path / place, (1, 1))
        stamps.append(tools_stamp())
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
    before = tools_stamp()
    monkeypatch.setattr(tools, "find_spec", lambda name: None)
    assert tools_stamp() != before


def test_a_library_without_its_distribution_is_known_by_its_files(monkeypatch):
    def missing(name):
        raise tools.PackageNotFoundError

    before = tools_stamp()
    monkeypatch.setattr(tools, "version", missing)
    assert tools_stamp() not in ("", before)


def test_telling_that_the_tools_are_unchanged_loads_none_of_them():
    code = (
        "import sys; from kapsound.media.toolchain import tools_stamp; tools_stamp()\n"
        "print({'av', 'numpy'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, env=worker_environment(), capture_output=True, check=True)
    assert found.stdout.strip() == b"set()"
