"""A playlist file is read whole, or its fault is named."""

import os

import pytest

from kapsound.errors import PlaylistError
from kapsound.paths import ready_playlists
from kapsound.sessions.load import load


def fault(path):
    """Why a file cannot be loaded."""
    with pytest.raises(PlaylistError) as raised:
        load(path)
    return raised.value.problems[0].message


def test_a_file_that_is_not_there_is_named_with_the_nearest_beside_it(small):
    assert fault(small.file.with_name("smal.toml")) == (
        'cannot be read: there is no such file; did you mean "small"?'
    )
    assert fault(small.file.with_name("ocean.toml")) == "cannot be read: there is no such file"


def test_a_folder_and_an_impossible_name_are_no_files(tmp_path):
    assert "it is a folder" in fault(tmp_path)
    assert fault(tmp_path / "a\0b").startswith("cannot be read: ")


def test_a_pipe_and_a_file_too_large_are_no_playlists(tmp_path, small):
    """Neither is waited for, or read to its end."""
    large = tmp_path / "large.toml"
    large.write_bytes(small.text.encode())
    os.truncate(large, 100_000_000)
    assert fault(large) == "cannot be read: it is larger than 2 MB"
    os.mkfifo(tmp_path / "pipe.toml")
    assert fault(tmp_path / "pipe.toml") == "cannot be read: it is no regular file"


def test_the_media_root_is_absolute(small, tmp_path):
    assert small.root == str(tmp_path.resolve())
    assert [item.path for item in small.recipes[1:]] == [f"{small.root}/gone.ogg"] * 2


def test_named_roots_are_absolute_and_the_shipped_one_is_always_there(tmp_path):
    (tmp_path / "lists").mkdir()
    path = tmp_path / "lists" / "roots.toml"
    named = 'roots = { clinic = "../clinic", other = "/other" }\n'
    cues = 'cues.hi = { path = "cues/welcome.opus", root = "shipped", label = "Hi" }\n'
    path.write_text(
        'format = 1\ntitle = "Roots"\nsafe_bed = "sea"\n'
        f'{named}{cues}beds.sea = {{ path = "sea.ogg", root = "clinic" }}\n'
        'phases = [{ name = "peak", length = "1m" }]\n'
    )
    loaded = load(path)
    shipped = str(ready_playlists())
    assert loaded.roots == (str(path.parent), str(tmp_path / "clinic"), shipped)
    assert [item.path for item in loaded.recipes] == [
        str(tmp_path / "clinic" / "sea.ogg"),
        f"{shipped}/cues/welcome.opus",
    ]
    assert loaded.with_text(loaded.text).recipes == loaded.recipes


def test_an_edited_text_is_read_anew_and_judged(small):
    quieter = small.with_text(f"{small.text}# edited\n")
    assert quieter.playlist == small.playlist
    assert quieter.text.endswith("# edited\n")
    with pytest.raises(PlaylistError, match="safe_bed"):
        small.with_text(small.text.replace('"hush"\nseed', '"sea"\nseed'))
