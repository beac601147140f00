"""Where files are kept, and that only their owner can read them."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kapsound import paths
from kapsound.errors import KapsoundError
from kapsound.files import private_folder, private_opener
from kapsound.paths import cache_dir, ready_playlists, records_dir, runtime_dir, spare_records_dir

pytestmark = pytest.mark.linux  # folders and modes as they are there

FOLDERS = (cache_dir, records_dir, spare_records_dir, runtime_dir)


@pytest.fixture(params=[0o000, 0o022, 0o777])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_lies_beneath_the_home_variable():
    for folder in FOLDERS:
        assert folder({"KAPSOUND_HOME": "/ward"}).parent == Path("/ward")


def test_the_four_folders_differ():
    assert len({folder({"KAPSOUND_HOME": "/ward"}) for folder in FOLDERS}) == 4


def test_the_ready_playlists_are_those_of_the_checkout():
    assert ready_playlists() == Path(paths.__file__).parents[1] / "playlists"
    assert (ready_playlists() / "demo.toml").is_file()


def test_installed_they_lie_within_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "paths.py"))
    (tmp_path / "playlists").mkdir()
    assert ready_playlists() == tmp_path / "playlists"


def test_a_relative_home_is_made_absolute_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cache_dir({"KAPSOUND_HOME": "here"}) == tmp_path / "here" / "cache"


@pytest.mark.parametrize("environment", [{}, {"KAPSOUND_HOME": ""}])
def test_without_it_the_system_names_the_folders(environment, tmp_path, monkeypatch):
    for name in ("CACHE_HOME", "DATA_HOME", "STATE_HOME", "RUNTIME_DIR"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / name))
    (tmp_path / "RUNTIME_DIR").mkdir()
    assert cache_dir(environment) == tmp_path / "CACHE_HOME" / "kapsound"
    assert records_dir(environment) == tmp_path / "DATA_HOME" / "kapsound" / "records"
    spare = tmp_path / "STATE_HOME" / "kapsound" / "spare-records"
    assert spare_records_dir(environment) == spare


def test_naming_a_folder_creates_nothing(tmp_path):
    for folder in FOLDERS:
        folder({"KAPSOUND_HOME": str(tmp_path / "home")})
    assert not (tmp_path / "home").exists()


@pytest.fixture
def short():
    with tempfile.TemporaryDirectory(prefix="k", dir="/tmp") as folder:
        yield Path(folder)


def test_the_systems_runtime_folder_is_used_where_it_is_the_users_own(short, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    assert runtime_dir({}) == short / "kapsound"


def test_a_runtime_folder_that_does_not_exist_gives_way_to_a_private_one(short, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short / "gone"))
    monkeypatch.setattr(tempfile, "tempdir", str(short))
    assert runtime_dir({}).parent == short
    assert str(os.getuid()) in runtime_dir({}).name


def test_a_runtime_folder_of_another_user_gives_way_to_a_private_one(short, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    monkeypatch.setattr(tempfile, "tempdir", "/t")
    monkeypatch.setattr(paths.os, "getuid", lambda: 4_000_000_000)
    assert runtime_dir({}).parent == Path("/t")


def test_a_long_home_gets_a_short_runtime_folder_of_its_own(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/t")
    first = runtime_dir({"KAPSOUND_HOME": "/" + "x" * 90})
    other = runtime_dir({"KAPSOUND_HOME": "/" + "y" * 90})
    assert first.parent == other.parent == Path("/t")
    assert first != other
    assert first == runtime_dir({"KAPSOUND_HOME": "/" + "x" * 90})


def test_the_length_counts_bytes_not_characters(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/t")
    assert runtime_dir({"KAPSOUND_HOME": "/" + "x" * 70}) == Path("/" + "x" * 70) / "run"
    assert runtime_dir({"KAPSOUND_HOME": "/" + "é" * 70}).parent == Path("/t")


def test_a_long_temporary_folder_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/" + "t" * 80)
    with pytest.raises(KapsoundError, match=r"too long a path for a socket\. Set TMPDIR"):
        runtime_dir({"KAPSOUND_HOME": "/" + "x" * 90})


def test_a_private_folder_is_0700_with_its_new_parents_under_any_umask(tmp_path, umask):
    made = private_folder(tmp_path / "a" / "b" / "c")
    assert made == tmp_path / "a" / "b" / "c"
    assert {mode(made), mode(made.parent), mode(made.parent.parent)} == {0o700}


def test_an_open_folder_is_shut_to_others(tmp_path):
    tmp_path.chmod(0o777)
    private_folder(tmp_path)
    assert mode(tmp_path) == 0o700


def test_a_folder_its_owner_made_read_only_stays_so(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    folder.chmod(0o555)
    private_folder(folder)
    assert mode(folder) == 0o500


def test_a_parent_that_was_there_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o755)
    private_folder(tmp_path / "a")
    assert mode(tmp_path) == 0o755


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(KapsoundError, match=r"/a: the folder cannot be used: a is not a folder"):
        private_folder(tmp_path / "a")
    with pytest.raises(
        KapsoundError, match=r"/a/b: the folder cannot be used: .*set KAPSOUND_HOME"
    ):
        private_folder(tmp_path / "a" / "b")


def test_a_folder_of_another_user_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(paths.os, "getuid", lambda: 4_000_000_000)
    with pytest.raises(KapsoundError, match="belongs to another user"):
        private_folder(tmp_path)


def test_a_link_to_an_own_folder_is_followed(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    private_folder(tmp_path / "link")
    assert mode(tmp_path / "disk") == 0o700


def test_a_private_file_is_0600_under_any_umask(tmp_path, umask):
    with open(tmp_path / "new", "w", opener=private_opener) as file:
        file.write("x")
    assert mode(tmp_path / "new") == 0o600


def test_a_file_that_others_could_read_is_shut_when_opened(tmp_path):
    path = tmp_path / "old"
    path.write_text("kept")
    path.chmod(0o666)
    with open(path, "a", opener=private_opener):
        pass
    assert mode(path) == 0o600
    assert path.read_text() == "kept"


def test_importing_the_folders_loads_nothing_heavy():
    code = "import sys, kapsound.paths; print(*{'numpy', 'pydantic', 'asyncio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
