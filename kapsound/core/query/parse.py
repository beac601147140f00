"""Reads a query from text; every error says what may be written instead.

Conditions stand side by side and must all hold; `or` between them means either, a minus before
one that it must not hold, and brackets group:

    condition  = [-] ( word | "several words" | field:value | "(" query ")" )
    value      = word | "several words" | from..to | from.. | ..to
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kapsound.core.query import tree
from kapsound.core.query.facts import (
    AMOUNTS,
    CHOICES,
    HIGHEST,
    LOWEST,
    TAG,
    TEXTS,
    VOCALS,
    WHOLES,
    folded,
)
from kapsound.core.query.tree import Query
from kapsound.text import either, nearest, quoted
from kapsound.units import parse_duration

FIELDS = (TAG, *TEXTS, *WHOLES, *AMOUNTS, *CHOICES)
MOST_CONDITIONS = 100
_LONGEST = 2_000
_TOKEN = re.compile(
    r"""\s*(?:(?P<open>-?\()|(?P<close>\))|(?P<or>(?i:or))(?=[\s()]|$)
    |(?P<minus>-?)(?:(?P<field>[^\s()":-][^\s()":]*):)?(?:"(?P<quote>[^"]*)"|(?P<word>[^\s()"]+)))""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)


def parse_query(text: str) -> Query:
    """Read a query; an empty one asks for every track.

    Raises:
        ValueError: it is not understood; the message says what may be written.

    """
    if len(text) > _LONGEST:
        raise ValueError(f"the query is longer than {_LONGEST} characters; shorten it")
    return _Reader(_tokens(text)).whole()


@dataclass(frozen=True, slots=True)
class _Token:
    """A bracket, `or`, or a condition; `text` is as it was written."""

    kind: str
    text: str
    query: Query | None = None


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if not found:
            rest = quoted(text[place:].strip())
            raise ValueError(f"{rest}: a quotation mark is not closed; close it")
        tokens.append(_token(found))
        place = found.end()
    if len(tokens) > MOST_CONDITIONS:
        raise ValueError(f"the query has more than {MOST_CONDITIONS} parts; leave some out")
    return tokens


def _token(found: re.Match[str]) -> _Token:
    text = found.group().strip()
    for kind in ("open", "close", "or"):
        if found[kind]:
            return _Token(kind, text)
    if found["word"] and found["field"] is None and ":" in text:
        raise ValueError(f"{text} has no value; write field:value without a blank, or quote it")
    value = found["word"] if found["quote"] is None else found["quote"]
    query = _condition(found["field"], value)
    return _Token("condition", text, tree.Not(query) if found["minus"] else query)


class _Reader:
    """Reads the tokens from the first to the last."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens[::-1]

    def whole(self) -> Query:
        query = self._either()
        if self._tokens:
            raise ValueError('a ")" closes nothing; leave it out')
        return query

    def _either(self) -> Query:
        parts = [self._all()]
        while self._next("or"):
            parts.append(self._all())
        if len(parts) > 1 and tree.All() in parts:
            raise ValueError('"or" stands between two conditions; or write it in quotes')
        return parts[0] if len(parts) == 1 else tree.Any(tuple(parts))

    def _all(self) -> Query:
        parts: list[Query] = []
        while self._tokens and self._tokens[-1].kind in ("condition", "open"):
            token = self._tokens.pop()
            parts.append(token.query or self._group(token))
        return parts[0] if len(parts) == 1 else tree.All(tuple(parts))

    def _group(self, opened: _Token) -> Query:
        query = self._either()
        if not self._next("close"):
            raise ValueError('a "(" is not closed; write ")" at its end')
        if query == tree.All():
            raise ValueError("there is nothing between two brackets; leave them out")
        return tree.Not(query) if opened.text.startswith("-") else query

    def _next(self, kind: str) -> bool:
        """Take the next token if it is of this kind; say whether it was."""
        if not self._tokens or self._tokens[-1].kind != kind:
            return False
        self._tokens.pop()
        return True


def _condition(field: str | None, value: str) -> Query:
    if field is None:
        return tree.Words(_text("a word", value))
    name = field.lower()
    if name == TAG:
        return tree.Tagged(_text(f"{name}:", value))
    if name in TEXTS:
        return tree.Contains(name, _text(f"{name}:", value))
    if name in CHOICES:
        return _chosen(name, value)
    if name in WHOLES:
        return _whole(name, value)
    if name in AMOUNTS:
        return _amount(name, value)
    there = nearest(name, FIELDS) or f"; there are: {', '.join(FIELDS)}"
    raise ValueError(f"{quoted(field)} is no field to ask for{there}")


def _text(what: str, value: str) -> str:
    found = folded(value)
    if not found.strip():
        raise ValueError(f"{what} is empty; write what to look for")
    return found


def _chosen(field: str, value: str) -> Query:
    word = value.lower()
    if word not in VOCALS:
        near = nearest(word, VOCALS)
        raise ValueError(f"{field}:{value}: write {either(VOCALS)} after the colon{near}")
    return tree.Chosen(field, word)


def _whole(field: str, value: str) -> Query:
    query = _between(field, value, _read_whole, f"{field}:3 or {field}:2..3")
    if field in ("intensity", "valence"):
        for end in (query.low, query.high):
            if end is not None and not LOWEST <= end <= HIGHEST:
                raise ValueError(f"{field}:{value}: {field} goes from {LOWEST} to {HIGHEST}")
    return query


def _amount(field: str, value: str) -> Query:
    example = {
        "length": "length:4m..12m",
        "loudness": "loudness:..-20",
        "brightness": "brightness:..2000",
    }.get(field, f"{field}:2..8")
    if ".." not in value:
        raise ValueError(f"{field}:{value}: write a range, such as {example}")
    return _between(field, value, _read_length if field == "length" else _read_number, example)


def _between(field: str, value: str, read: Callable[[str], float], example: str) -> tree.Between:
    start, dots, end = value.partition("..")
    try:
        low = read(start) if start else None
        high = (read(end) if end else None) if dots else low
    except ValueError as error:
        raise ValueError(f"{field}:{value}: {error}; write it like {example}") from error
    if low is None and high is None:
        raise ValueError(f"{field}:{value}: the range has no end; write it like {example}")
    if low is not None and high is not None and low > high:
        raise ValueError(f"{field}:{value}: it begins above its end; turn it round")
    return tree.Between(field, low, high)


def _read_number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{quoted(text)} is no number")
    return float(text)


def _read_whole(text: str) -> float:
    number = _read_number(text)
    if number % 1:
        raise ValueError(f"{quoted(text)} is no whole number")
    return number


def _read_length(text: str) -> float:
    if _NUMBER.fullmatch(text):  # seconds or minutes? Whoever writes 4..12 means minutes
        raise ValueError(f"{quoted(text)} is no length")
    try:
        return parse_duration(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is no length") from None
