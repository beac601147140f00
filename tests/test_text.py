"""Text from people is shown safely, and paths are judged by their wording."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound import text
from kapsound.text import credited, either, nearest, path_problem, quoted, visible


@pytest.mark.parametrize("path", ["a.ogg", "music/a b.flac", "x..y/a...mp3", "Satie: One.ogg", "ä"])
def test_a_path_beneath_the_root_is_right(path):
    assert path_problem(path) is None


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("a\x00", "holds a NUL"),
        ("http://x.org/a.mp3", "is a URL"),
        ("FILE:/etc/passwd", "is a URL"),
        ("rtsp://x", "is a URL"),
        ("/etc/a.ogg", "is an absolute path"),
        ("C:/a.ogg", "is an absolute path"),
        ("a\\b.ogg", "holds a backslash"),
        ("~/a.ogg", 'starts with "~"'),
        ("../a.ogg", 'goes up with ".."'),
        ("a/../b.ogg", 'goes up with ".."'),
        ("a/..", 'goes up with ".."'),
        ("music/", "names a folder"),
        (".", "names a folder"),
    ],
)
def test_every_other_path_is_refused_with_its_reason(path, words):
    assert path_problem(path).startswith(words)


@given(st.text())
def test_no_text_reaches_the_terminal_as_a_control(text):
    assert visible(text).isprintable() or not text.isprintable()
    assert not set(visible(text)) & {chr(code) for code in (*range(32), *range(127, 160), 0x202E)}


def test_what_nobody_sees_is_shown_and_what_scripts_need_is_kept():
    assert (
        visible("a\u200bb\ufeffc\u2060d\U000e0041e\ufffbf")
        == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    )
    joined = "\u0646\u200c\u0647 \U0001f469\u200d\U0001f52c"
    assert visible(joined) == joined


def test_values_are_quoted_as_the_file_has_them():
    values = ["a\n", True, 3, -0.5, 10**400, [], {}, None, "x" * 99]
    assert [quoted(value) for value in values] == [
        '"a␊"', "true", "3", "-0.5", "a number this large", "a list", "a table",
        "a date or time", '"' + "x" * 59 + '…"',
    ]  # fmt: skip


def test_options_read_as_a_sentence():
    assert either(["a"]) == '"a"'
    assert either(["a", "b", "c"]) == '"a", "b" or "c"'


def test_nobody_else_looks_for_what_is_near():
    """One helper, one wording: "did you mean" reads the same wherever it stands."""
    package = Path(text.__file__).parent
    looking = [path for path in package.rglob("*.py") if "difflib" in path.read_text("utf-8")]
    assert [path.name for path in looking] == ["text.py"]
    wording = [path for path in package.rglob("*.py") if "did you mean" in path.read_text("utf-8")]
    assert [path.name for path in wording] == ["text.py"]


def test_the_nearest_option_is_suggested_only_where_one_is_near():
    assert nearest("oceann", ["rain", "ocean"]) == '; did you mean "ocean"?'
    assert nearest("x", ["rain"]) == nearest(3, ["rain"]) == ""


@pytest.mark.parametrize(
    ("title", "artist", "shown"),
    [
        ("Dawn", "Mira", "Dawn - Mira"),
        ("Dawn", "", "Dawn"),
        ("Dawn - Mira", "mira", "Dawn - Mira"),
        ("", "", ""),
    ],
)
def test_a_title_stands_with_its_artist_who_is_named_once(title, artist, shown):
    assert credited(title, artist) == shown
