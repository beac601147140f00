"""A file that is replaced under a running session is told once, and never while it is written."""

import os

import pytest

from kapsound.cache.digest import digest_of
from kapsound.core.prepared import FileRecipe, PreparedAudio, SynthRecipe
from kapsound.core.record_events import Replaced
from kapsound.player.sources import Sources
from kapsound.units import Frames


def made_from(data):
    digest = digest_of(data) if data else ""
    return PreparedAudio("k", Frames(9), None, 0.0, 0.0, Frames(0), Frames(0), "d", digest)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"first")
    return path


@pytest.fixture
def told():
    return []


@pytest.fixture
def sources(file, told):
    index = [
        (FileRecipe(str(file)), made_from(b"first")),
        (SynthRecipe("drone", 1, 30.0), made_from(b"")),
    ]
    return Sources(index, told.append)


def look(sources, times=3):
    for _ in range(times):
        sources.look()


def test_a_replaced_file_is_told_once_with_both_digests(sources, file, told):
    look(sources)
    assert told == []
    file.write_bytes(b"another")
    look(sources)
    assert told == [Replaced(str(file), digest_of(b"first"), digest_of(b"another"))]


def test_a_file_that_is_still_written_is_waited_for(sources, file, told):
    for part in (b"ano", b"anothe", b"another"):
        file.write_bytes(part)
        sources.look()
    assert told == []
    sources.look()
    assert told == [Replaced(str(file), digest_of(b"first"), digest_of(b"another"))]


def test_a_file_that_is_the_same_again_or_has_gone_is_not_told(sources, file, told):
    os.utime(file, (1, 1))
    look(sources)
    file.unlink()
    look(sources)
    assert told == []
