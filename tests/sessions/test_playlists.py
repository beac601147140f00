"""A playlist is found by its path or by its name, and by nothing else."""

import pytest

from kapsound.errors import PlaylistError
from kapsound.sessions import playlists
from kapsound.sessions.playlists import find_playlist, find_playlists, named_playlists


@pytest.fixture
def places(tmp_path, monkeypatch):
    """An own folder, the folder that comes with the program, and a current one; all have files."""
    own, ready, current = (tmp_path / name for name in ("own", "ready", "current"))
    for folder, names in ((own, ("rain", "demo")), (ready, ("demo", "wind")), (current, ("here",))):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.toml").touch()
    monkeypatch.setattr(playlists, "ready_playlists", lambda: ready)
    monkeypatch.chdir(current)
    return tmp_path


@pytest.fixture
def own(places):
    return [str(places / "own")]


def test_those_of_a_persons_own_folders_stand_before_the_ready_ones(places, own):
    found = [str(path.relative_to(places)) for path in find_playlists(own)]
    assert found == ["own/demo.toml", "own/rain.toml", "ready/demo.toml", "ready/wind.toml"]
    assert named_playlists(own)["demo"] == places / "own" / "demo.toml"
    assert named_playlists([])["demo"] == places / "ready" / "demo.toml"


def test_the_playlists_that_come_with_the_program_are_found():
    assert "demo" in named_playlists(())


@pytest.mark.parametrize("folder", ["nowhere", "~nosuchuser/music", "~", "a\0b"])
def test_a_folder_that_is_not_there_holds_none(places, folder, monkeypatch):
    monkeypatch.setenv("HOME", str(places / "none"))
    assert sorted(named_playlists([folder])) == ["demo", "wind"]


def test_a_playlist_is_found_by_its_name(places, own):
    assert find_playlist("wind", own) == places / "ready" / "wind.toml"


def test_a_path_that_exists_wins_over_a_name(places, own):
    (places / "current" / "wind").touch()
    assert str(find_playlist("wind", own)) == "wind"
    assert str(find_playlist("here.toml", own)) == "here.toml"


def test_a_folder_is_no_playlist_so_a_name_wins_over_it(places, own):
    (places / "current" / "wind").mkdir()
    (places / "current" / "other").mkdir()
    assert find_playlist("wind", own) == places / "ready" / "wind.toml"
    assert str(find_playlist("other", own)) == "other"


@pytest.mark.parametrize(
    "path", ["gone.toml", "../own/rian", "/nowhere/demo", "../ready/wind", ".."]
)
def test_a_path_is_never_taken_for_a_name(own, path):
    assert str(find_playlist(path, own)) == path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "wnid",
            '"wnid": is neither a playlist file nor the name of a playlist; did you mean "wind"?',
        ),
        (
            "",
            '"": is neither a playlist file nor the name of a playlist; there are: demo, rain',
        ),
        ("a\0b", "there are: demo, rain, wind"),
        ("x" * 5_000, "there are: demo, rain, wind"),
        ("*", "there are: demo, rain, wind"),
        ("\x1b[31m", "there are: demo, rain, wind"),
        ("\udcff", "there are: demo, rain, wind"),
    ],
)
def test_an_unknown_name_is_refused_with_those_there_are(own, name, words):
    with pytest.raises(PlaylistError) as raised:
        find_playlist(name, own)
    assert words in str(raised.value)


def test_where_there_are_none_that_is_said(places, monkeypatch):
    monkeypatch.setattr(playlists, "ready_playlists", lambda: places / "none")
    with pytest.raises(PlaylistError, match="there are: none"):
        find_playlist("demo", [])
