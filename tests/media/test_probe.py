"""A file that may not be decoded is told from one that may, without opening it."""

import os
import socket

import pytest

from kapsound.errors import MediaError
from kapsound.media.probe import file_problem, stamp_of


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "good.ogg").write_bytes(b"sound")
    return folder


def test_a_plain_file_under_the_root_has_no_problem(root):
    assert file_problem(root / "good.ogg", root) is None


def test_a_link_within_the_root_is_followed(root):
    (root / "link.ogg").symlink_to("good.ogg")
    assert file_problem(root / "link.ogg", root) is None


@pytest.mark.parametrize("name", ["none.ogg", "good.ogg/more.ogg", "x" * 300, "nul\0.ogg"])
def test_a_file_that_is_not_there_is_named(root, name):
    assert name in file_problem(root / name, root)


def test_a_file_that_is_not_there_is_named_with_the_nearest_in_its_folder(root):
    (root / "goood\udcff.ogg").write_bytes(b"a name that cannot be shown")
    said = file_problem(root / "goood.ogg", root)
    assert said.endswith(
        'there is no such file; did you mean "good.ogg"? Put it there, or correct the name.'
    )
    assert "did you mean" not in file_problem(root / "quite else.flac", root)


def test_a_folder_a_pipe_and_a_socket_are_no_files(root, monkeypatch):
    os.mkfifo(root / "pipe.wav")
    monkeypatch.chdir(root)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock.wav")
    assert "is a socket" in file_problem(root / "sock.wav", root)
    assert "is a pipe" in file_problem(root / "pipe.wav", root)
    assert "is a folder" in file_problem(root, root)


def test_a_link_to_a_device_is_no_file(root):
    (root / "zero.wav").symlink_to("/dev/zero")
    assert "is a device" in file_problem(root / "zero.wav", root)


def test_leaving_the_root_is_refused_by_dots_and_by_link(root):
    (root.parent / "secret.ogg").write_bytes(b"sound")
    (root / "link.ogg").symlink_to(root.parent / "secret.ogg")
    for path in (root / "../secret.ogg", root / "link.ogg"):
        assert "outside the media folder" in file_problem(path, root)


@pytest.mark.parametrize("url", ["http://example.org/a.ogg", "file:///etc/passwd"])
def test_an_address_is_refused_alone_and_under_the_root(root, url):
    assert "address" in file_problem(type(root)(url), root)
    assert "address" in file_problem(root / url, root)


def test_a_file_that_may_not_be_read_is_refused(root, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(MediaError, match="may not be read"):
        stamp_of(root / "good.ogg")


def test_a_changed_file_has_another_stamp(root):
    path = root / "good.ogg"
    before = stamp_of(path)
    replacement = root / "new.ogg"
    replacement.write_bytes(b"noise")
    replacement.replace(path)
    assert stamp_of(path) != before
