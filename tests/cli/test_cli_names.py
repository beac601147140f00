"""A playlist's name does wherever its path does."""

import os

import pytest

from kapsound.cli import complete
from kapsound.paths import settings_path


@pytest.fixture(autouse=True)
def own(tiny, home):
    """A folder of the settings, with one playlist in it."""
    folder = home / "own"
    folder.mkdir(exist_ok=True)
    (folder / "breath.toml").write_text(tiny.read_text())
    settings_path().write_text(f'playlists = ["{folder}"]')
    yield folder
    settings_path().unlink()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check breath", "breath: all is well; it is ready to play."),
        ("prepare breath", "2 of 2 sounds are prepared"),
        ("plan breath", "No dose was given"),
        ("render breath -o HOME/named.raw", "rendered; digest of the sound"),
    ],
)
def test_a_name_of_the_settings_folders_is_taken(kapsound, home, words, said):
    ran = kapsound(*words.replace("HOME", str(home)).split())
    assert ran.code == 0
    assert said in ran.err


def test_a_session_is_played_by_name(spawn):
    process = spawn("play", "breath", "--headless", "--output", "null", "--do", "0:00 end")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said.startswith('"A breath" begins')


def test_a_file_of_that_name_wins(kapsound, own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "breath").write_text("title = 3")
    ran = kapsound("check", "breath")
    assert ran.code == 1
    assert "error: breath:1: " in ran.out


def test_an_unknown_name_is_a_finding_that_names_the_nearest(kapsound):
    ran = kapsound("check", "breth")
    assert ran.code == 1
    words = "is neither a playlist file nor the name of a playlist"
    assert ran.out == f'error: "breth": {words}; did you mean "breath"?\n'


@pytest.fixture
def completed(kapsound, monkeypatch):
    """Complete the last word of a command line as bash asks for it."""

    def complete(line):
        monkeypatch.setenv("_KAPSOUND_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
        return kapsound().out.splitlines()

    return complete


def test_the_shell_completes_names_and_files(completed, own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bre[a]d").mkdir()
    (tmp_path / "bread.toml").touch()
    assert completed("kapsound check bre") == ["breath", "bre[a]d/", "bread.toml"]
    assert completed("kapsound check bre[") == ["bre[a]d/"]
    assert {"demo", "breath"} <= set(completed("kapsound play "))
    assert completed(f"kapsound check ..{os.sep}no") == [""]
    assert ("breath", str(own / "breath.toml")) in complete.playlists("")


def test_the_shell_completes_what_begins_as_the_word_that_is_typed(completed):
    assert completed("kapsound rec") == ["records"]
    assert completed("kapsound control bed-") == ["bed-add", "bed-drop"]
    assert completed("kapsound control level m") == ["music", "master"]
    assert completed("kapsound listen br") == ["brown", "breathing"]
    assert completed("kapsound play breath --output nu") == ["null"]
