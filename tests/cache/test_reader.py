"""What is read of prepared audio is what was written, or is refused in plain words."""

import json

import pytest

from kapsound.cache.reader import describe, find
from kapsound.cache.store import SECOND_BYTES, json_path, pcm_path
from kapsound.errors import MediaError


def test_every_second_is_read_as_it_was_written(tmp_path, stored, sound):
    prepared = find(tmp_path, stored.key)
    with prepared.open() as file:
        read = [prepared.read(file, second) for second in (2, 0, 1)]
    assert [len(data) for data in read] == [800, SECOND_BYTES, SECOND_BYTES]
    assert b"".join([*read[1:], read[0]]) == sound
    assert prepared.damaged() == []


def flip(path, place):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_a_damaged_second_is_named_and_the_others_are_read(tmp_path, stored, sound):
    prepared, parts = find(tmp_path, stored.key), []
    flip(prepared.path, SECOND_BYTES + 5)
    assert prepared.damaged(parts.append) == [1]
    assert parts == [0, 1 / 3, 2 / 3]
    with prepared.open() as file:
        assert prepared.read(file, 0) == sound[:SECOND_BYTES]
        with pytest.raises(MediaError, match=r"is damaged at 0:01 \(prepare"):
            prepared.read(file, 1)


@pytest.mark.parametrize("length", [0, 1, SECOND_BYTES])
def test_audio_cut_short_is_not_found_and_read_as_far_as_it_goes(tmp_path, stored, sound, length):
    prepared = describe(tmp_path, stored.key)
    prepared.path.write_bytes(sound[:length])
    assert find(tmp_path, stored.key) is None
    whole = length // SECOND_BYTES
    assert prepared.damaged() == list(range(whole, 3))
    with prepared.open() as file, pytest.raises(MediaError, match="is cut short"):
        prepared.read(file, whole)


def test_audio_that_is_gone_is_damaged_throughout(tmp_path, stored):
    prepared = describe(tmp_path, stored.key)
    prepared.path.unlink()
    assert find(tmp_path, stored.key) is None
    assert prepared.damaged() == [0, 1, 2]
    with pytest.raises(MediaError, match="cannot be opened: No such file"):
        prepared.open()


class Reluctant:
    """A file that gives at most a thousand bytes at once, and from a place on none but errors."""

    def __init__(self, data, errors_from):
        self._data = data
        self._errors_from = errors_from

    def seek(self, place):
        self._place = place

    def read(self, size):
        if self._place >= self._errors_from:
            raise OSError(5, "Input/output error")
        data = self._data[self._place : self._place + min(size, 1_000)]
        self._place += len(data)
        return data


def test_short_reads_are_made_whole_and_failed_ones_told(tmp_path, stored, sound):
    prepared = find(tmp_path, stored.key)
    file = Reluctant(sound, errors_from=SECOND_BYTES)
    assert prepared.read(file, 0) == sound[:SECOND_BYTES]
    with pytest.raises(MediaError, match="disk cannot be read at 0:01: Input/output error"):
        prepared.read(file, 1)


TEXTS = ["", "{}", "[]", "null", "\0", '{"version": 1}', '{"version": 1, "seconds": []}']


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_is_no_description_is_refused(tmp_path, stored, text):
    json_path(tmp_path, stored.key).write_text(text)
    assert find(tmp_path, stored.key) is None
    with pytest.raises(MediaError, match=r"\.json cannot be read; prepare the playlist again"):
        describe(tmp_path, stored.key)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("version", 2, "another version"),
        ("frames", "96100", "frames are no number"),
        ("frames", 10**9, "does not fit"),
        ("frames", 0, "does not fit"),
        ("seconds", ["a"], "does not fit"),
        ("key", 5, "describes other audio"),
        ("warp", 9, "unexpected keyword"),
    ],
)
def test_a_description_with_a_wrong_value_is_refused(tmp_path, stored, name, value, why):
    path = json_path(tmp_path, stored.key)
    path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))
    assert find(tmp_path, stored.key) is None
    with pytest.raises(MediaError, match=why):
        describe(tmp_path, stored.key)


def test_a_description_of_other_audio_is_not_found(tmp_path, stored):
    json_path(tmp_path, stored.key).rename(json_path(tmp_path, "other"))
    pcm_path(tmp_path, stored.key).rename(pcm_path(tmp_path, "other"))
    assert find(tmp_path, "other") is None
