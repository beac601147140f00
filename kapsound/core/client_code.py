"""Judges client codes: what cannot be one, and what should better not be one."""

import re

LONGEST = 40

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)"
)
_RUN_OF_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)(?!\d)"
)
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_NAME = 3
# Words that people put before a number, and that name nobody.
_ORDINARY = frozenset(
    (
        *("anonymous", "case", "client", "code", "demo", "group", "participant", "patient"),
        *("person", "room", "session", "study", "subject", "test", "trial", "visit", "week"),
    )
)


def fault(code: str) -> str:
    """Return why a text cannot be a client code; empty if it can."""
    if len(code) > LONGEST:
        return f"{LONGEST} characters at most"
    return "" if code.isprintable() else "letters, digits and signs only"


def question(code: str) -> str:
    """Return what to ask once before a code is used that may tell who the client is, or nothing."""
    like = _like(code)
    if not like:
        return ""
    return f"The client code looks like {like}, and the record keeps it. Use it all the same?"


def _like(code: str) -> str:
    if "@" in code:
        return "an e-mail address"
    if _DATE.search(code) or _RUN_OF_DATE.search(code):
        return "a date of birth"
    words = [word for word in _WORD.findall(code) if word.lower() not in _ORDINARY]
    numbered = any(char.isdigit() for char in code)
    return "a name" if any(_is_name(word, numbered=numbered) for word in words) else ""


def _is_name(word: str, *, numbered: bool) -> bool:
    """Say whether a word may be a name: as names are written, or any word that has no number."""
    if word.lower() == word.upper():  # a script without capitals
        return not numbered
    written = word[0].isupper() and word[1:].islower()
    return len(word) >= _SHORTEST_NAME and (written or not numbered)
