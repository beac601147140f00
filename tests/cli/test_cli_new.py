"""`new` drafts a playlist from a folder or a list: it passes its check, and says what to edit."""

import pytest
from sound_rigs import tone, write_wav
from surveys import surveyed

from kapsound.library.files import keep
from kapsound.library.store import open_library
from kapsound.paths import library_path
from kapsound.sessions.load import load


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    """Give each of these tests a library of its own, and a folder to work in."""
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def music(tmp_path):
    """A folder of two minutes of sound, and a library that knows it."""
    folder = tmp_path / "music"
    folder.mkdir()
    with open_library(library_path()) as library, library.begin() as connection:
        for number, length in enumerate((70.0, 80.0, 95.0, 60.0, 75.0, 110.0)):
            path = write_wav(folder / f"{number}.wav", tone(0.2, frequency=200.0 + number))
            status = path.stat()
            stamp = {"size": status.st_size, "modified_ns": status.st_mtime_ns}
            given = {"title": f"Title {number}", "artist": "Mira", "length": length}
            keep(connection, str(path), surveyed(path.name, **stamp, **given))
    return folder


def test_a_folder_becomes_a_playlist(kapsound, music, tmp_path):
    ran = kapsound("new", music, "--like", "demo")
    assert (ran.code, ran.out) == (0, "")
    assert "6 files: 0 scanned, 6 unchanged." in ran.err
    assert ran.err.endswith(
        f"{tmp_path}/music.toml is written. Next: kapsound check {tmp_path}/music.toml\n"
    )
    loaded = load(tmp_path / "music.toml")
    assert loaded.root == str(music)
    names = [track.name for phase in loaded.playlist.phases for track in phase.tracks]
    assert sorted(names) == [str(number) for number in range(6)]
    assert all(f"# Title {number} - Mira, " in loaded.text for number in range(6))


def test_a_list_becomes_a_playlist_and_what_is_no_file_is_named(kapsound, music, tmp_path):
    (tmp_path / "list.m3u8").write_text("music/2.wav\nhttp://example.org/a.mp3\nmusic/0.wav\n")
    ran = kapsound("new", "list.m3u8", "-o", "drafted.toml", "--like", "demo")
    assert ran.code == 0, ran.err
    assert '"http://example.org/a.mp3" is an address on the network' in ran.err
    tracks = [
        track for phase in load(tmp_path / "drafted.toml").playlist.phases for track in phase.tracks
    ]
    assert sorted(track.path for track in tracks) == ["0.wav", "2.wav"]


def test_an_existing_file_is_not_written_over(kapsound, music, tmp_path):
    (tmp_path / "music.toml").write_text("mine")
    ran = kapsound("new", music, "--like", "demo")
    assert (ran.code, (tmp_path / "music.toml").read_text()) == (2, "mine")
    assert "exists already" in ran.err
    assert kapsound("new", music, "--like", "demo", "--replace").code == 0


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("nowhere", 2, "is no folder"),
        ("nowhere.m3u", 1, "nowhere.m3u: No such file"),
        ("bomb.xspf", 1, "declares a document type"),
        ("empty", 1, "holds no music that a session can use"),
        ("empty.m3u", 1, "names no music that can be used"),
    ],
)
def test_what_is_no_music_is_said(kapsound, tmp_path, source, code, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.m3u").write_text("# nothing")
    (tmp_path / "bomb.xspf").write_text('<!DOCTYPE x [<!ENTITY a "b">]><playlist/>')
    ran = kapsound("new", source)
    assert ran.code == code
    assert said in ran.err
    assert list(tmp_path.glob("*.toml")) == []


@pytest.mark.slow
def test_a_draft_passes_its_check_plans_and_renders(kapsound, tmp_path):
    (tmp_path / "music").mkdir()
    for number in range(4):
        sound = tone(62.0 + 4 * number, frequency=200.0 * (number + 1))
        write_wav(tmp_path / "music" / f"{number}.wav", sound)
    assert kapsound("new", "music", "-o", "d.toml", "--like", "demo").code == 0
    checked = kapsound("check", "d.toml")
    assert checked.code == 0, checked.out
    assert "left out" not in checked.out
    assert kapsound("plan", "d.toml").code == 0
    assert kapsound("render", "d.toml", "-o", "d.flac", "--do", "0:20 end").code == 0
