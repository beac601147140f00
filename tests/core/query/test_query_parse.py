"""A query is read into a tree, or refused with what may be written instead."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.query import parse_query, tree
from kapsound.core.query.parse import FIELDS, MOST_CONDITIONS


def test_the_query_of_the_reference_is_read_as_it_says():
    text = 'tag:calm -vocal intensity:2..3 length:4m..12m loudness:..-20 artist:"Ryan Reilly"'
    assert parse_query(text) == tree.All((
        tree.Tagged("calm"),
        tree.Not(tree.Words("vocal")),
        tree.Between("intensity", 2, 3),
        tree.Between("length", 240, 720),
        tree.Between("loudness", None, -20),
        tree.Contains("artist", "ryan reilly"),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", tree.All()),
        ("  ", tree.All()),
        ("Éric", tree.Words("eric")),
        ('"or"', tree.Words("or")),
        ("orange", tree.Words("orange")),
        ('"a:b"', tree.Words("a:b")),
        ("path:a:b", tree.Contains("path", "a:b")),
        ("TITLE:x", tree.Contains("title", "x")),
        ("year:1999", tree.Between("year", 1999, 1999)),
        ("loudness:-30..-20.5", tree.Between("loudness", -30, -20.5)),
        ("vocals:None", tree.Chosen("vocals", "none")),
        ("a or b c", tree.Any((tree.Words("a"), tree.All((tree.Words("b"), tree.Words("c")))))),
        ("-(a OR b)", tree.Not(tree.Any((tree.Words("a"), tree.Words("b"))))),
        ("((a))", tree.Words("a")),
    ],
)
def test_words_fields_and_brackets_are_read(text, query):
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tittle:x", '"tittle" is no field to ask for; did you mean "title"?'),
        ("qqq:x", "there are: tag, title"),
        ("title:", "write field:value without a blank"),
        ("title: x", "write field:value without a blank"),
        ('title:""', "title: is empty; write what to look for"),
        ('"abc', "a quotation mark is not closed"),
        ("a)", 'a ")" closes nothing'),
        ("(a", 'a "(" is not closed'),
        ("()", "nothing between two brackets"),
        ("a or", '"or" stands between two conditions'),
        ("length:4m", "write a range, such as length:4m..12m"),
        ("length:4..12", '"4" is no length; write it like length:4m..12m'),
        ("length:4q..12m", '"4q" is no length; write it like length:4m..12m'),
        ("length:12m..4m", "it begins above its end"),
        ("loudness:..", "the range has no end"),
        ("range:2..x", '"x" is no number'),
        ("intensity:9", "intensity goes from 1 to 5"),
        ("intensity:2.5", "is no whole number"),
        ("vocals:wordles", '"none", "wordless" or "language" after the colon; did you mean "wordl'),
        ("a " * (MOST_CONDITIONS + 1), "more than 100 parts"),
        ("a" * 3000, "longer than 2000 characters"),
    ],
)
def test_what_is_not_understood_is_refused_with_what_may_be_written(text, said):
    with pytest.raises(ValueError, match=r"\S") as refused:
        parse_query(text)
    assert said in str(refused.value)


@given(st.lists(st.sampled_from([*FIELDS, *':-"()., \tor12m\x1b\x00é[/]']), max_size=40))
def test_any_text_is_read_or_refused_in_words(parts):
    with suppress(ValueError):
        parse_query("".join(parts))
