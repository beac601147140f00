"""The key locator finds the line of every key in any valid TOML, and never fails."""

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.playlist.locate import key_lines, locate

TEXT = '''\
# a comment with [brackets] and = signs
title = "a # b ] = '"
"quoted key" . 'x' = 1
long = """
[not.a.table]
key = 1 \\""" ""\\
"""
raw = \'\'\'
[[no]]\'\'\'

[a.b]   # table
c = [ # list
  1,
  # between
  { d = "}", e.f = [
    "]" ] },
]
date = 1979-05-27 07:32:00

[[phases]]
name = "one"
[[phases.tracks]]
path = "a"
[[phases.tracks]]
path = "b"
[[phases]]
name = "two"
[phases.inner]
k = 1
[[phases.tracks]]
path = "c"
"k\\u0065y" = ""
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("quoted key", "x"), 3),
        (("long",), 4),
        (("raw",), 8),
        (("a",), 11),
        (("a", "b"), 11),
        (("a", "b", "c"), 12),
        (("a", "b", "c", 0), 13),
        (("a", "b", "c", 1), 15),
        (("a", "b", "c", 1, "d"), 15),
        (("a", "b", "c", 1, "e", "f"), 15),
        (("a", "b", "c", 1, "e", "f", 0), 16),
        (("a", "b", "date"), 18),
        (("phases",), 20),
        (("phases", 0, "name"), 21),
        (("phases", 0, "tracks", 0, "path"), 23),
        (("phases", 0, "tracks", 1), 24),
        (("phases", 1), 26),
        (("phases", 1, "inner", "k"), 29),
        (("phases", 1, "tracks", 0, "path"), 31),
        (("phases", 1, "tracks", 0, "key"), 32),
    ],
)
def test_each_key_has_its_line(path, line):
    assert key_lines(TEXT)[path] == line
    assert locate(key_lines(TEXT.replace("\n", "\r\n")), path) == line


def test_a_key_that_is_missing_has_the_line_of_the_table_around_it():
    assert locate(key_lines(TEXT), ("phases", 1, "tracks", 0, "start")) == 30
    assert locate(key_lines(TEXT), ("phases", 7, "name")) == 20
    assert locate(key_lines(TEXT), ("nowhere", 0)) is None


@pytest.mark.parametrize("text", ["[a", "a", "a =", 'a = "', "= 1", "[[a]", "a = [1", "a = {b"])
def test_a_broken_end_leaves_the_lines_before_it(text):
    assert key_lines(f"first = 1\n{text}")[("first",)] == 1


def test_lists_too_deep_to_walk_end_the_walk():
    assert key_lines("a = " + "[" * 100_000)[("a",)] == 1


@given(st.text())
def test_any_text_is_walked_to_an_end(text):
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())


KEYS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5) | st.sampled_from("abc")


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SCALARS = st.one_of(
    st.integers(-9, 9).map(str),
    KEYS.map(quote),
    st.sampled_from(["'''\nx = [\n'''", '"""\n[x]\n\\""""""', "1979-05-27", "'#'", '""', "true"]),
)
SPACE = st.sampled_from(["", " ", "\n", " # x = ] }\n", "\r\n\t"])


def inline(pairs):
    return "{" + ", ".join(f"{quote(key)} = {value}" for key, value in pairs.items()) + "}"


VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.dictionaries(KEYS, inner, max_size=3).map(inline)
        | st.tuples(SPACE, st.lists(inner, max_size=3), SPACE).map(
            lambda parts: "[" + parts[0] + f",{parts[2]}".join(parts[1]) + parts[2] + "]"
        )
    ),
    max_leaves=8,
)


def paths(value, path=()):
    pairs = value.items() if isinstance(value, dict) else ()
    for key, item in enumerate(value) if isinstance(value, list) else pairs:
        yield (*path, key)
        yield from paths(item, (*path, key))


@given(st.dictionaries(KEYS, VALUES), KEYS, st.lists(st.dictionaries(KEYS, VALUES), max_size=3))
def test_every_key_of_valid_toml_has_a_line_and_no_other_key_has(table, name, items):
    lines = [f"{quote(key)} = {value}" for key, value in table.items() if key != name]
    for item in items:
        lines += [f"[[ {quote(name)} ]]", *(f"{quote(key)}={item[key]}" for key in item)]
    text = "\n".join(lines)
    assert set(key_lines(text)) == set(paths(tomli.loads(text)))
