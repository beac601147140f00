"""The playlist's public face gives what it names, and nothing else."""

import pytest

from kapsound.core import playlist
from kapsound.core.playlist.parse import parse_playlist


def test_it_gives_the_reader_of_playlists():
    assert playlist.parse_playlist is parse_playlist


def test_another_name_is_none_of_it():
    with pytest.raises(AttributeError, match="check_playlist"):
        playlist.check_playlist  # noqa: B018
