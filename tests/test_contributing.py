"""CONTRIBUTING tells the truth: every room is in its table, and its walks forget nothing."""

import re
from pathlib import Path

import pytest

from kapsound.core import commands, reports
from kapsound.core.playlist.model import SYNTHS
from kapsound.core.session.step import HANDLERS
from kapsound.media.synth import SOURCES

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`((?:kapsound|tests|playlists|\.github)/[\w./-]*)`", TEXT)))


def test_every_room_is_in_the_table():
    table = TEXT.partition("<!-- rooms -->")[2].partition("<!-- /rooms -->")[0]
    named = set(re.findall(r"`kapsound/([\w.]+)/?`", table))
    there = {path.name for path in (ROOT / "kapsound").iterdir() if path.suffix in ("", ".py")}
    assert named == there - {"__init__.py", "__pycache__"}


@pytest.mark.parametrize("path", PATHS)
def test_what_it_names_is_there(path):
    assert (ROOT / path).exists()


def test_a_live_command_is_listed_and_has_a_handler():
    listed = {*commands.LIVE_COMMANDS, *reports.REPORTS}
    assert {kind.name for kind in commands.Command.__subclasses__()} == {
        kind.name for kind in listed
    }
    assert HANDLERS.keys() == listed


def test_a_synthesized_source_is_a_word_of_the_playlist():
    assert set(SOURCES) == set(SYNTHS)


def test_every_screen_has_tests_in_a_folder_of_its_own():
    screens = {path.parent.name for path in (ROOT / "kapsound" / "tui").glob("*/screen.py")}
    assert screens - {"dialogs"} <= {path.name for path in (ROOT / "tests" / "tui").iterdir()}
