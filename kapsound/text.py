"""Shows text from people safely, quotes it in messages, and judges file paths by their wording."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:data|file|https?):", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST_QUOTE = 60
_BENEATH = "write it relative to the media root (the key media)"


def visible(text: str, keep: str = "") -> str:
    """Return the text with control and bidi characters as glyphs, so a terminal only shows it."""
    return _HIDDEN.sub(lambda found: _glyph(found.group(), keep), text)


def _glyph(char: str, keep: str) -> str:
    if char in keep:
        return char
    if char <= "\x1f":
        return chr(0x2400 + ord(char))
    return "\u2421" if char == "\x7f" else "\ufffd"


def quoted(value: object) -> str:
    """Return a value as a message names it: text in quotes, anything long cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else _whole(value)
    if isinstance(value, str):
        shown = visible(value)
        cut = shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"
        return f'"{cut}"'
    return {"list": "a list", "dict": "a table"}.get(type(value).__name__, "a date or time")


def _whole(value: int) -> str:
    return str(value) if abs(value) < 10**15 else "a number this large"


def either(options: Iterable[object]) -> str:
    """Return options as a sentence names them: `"a", "b" or "c"`."""
    *most, last = (quoted(option) for option in options)
    return f"{', '.join(most)} or {last}" if most else last


def nearest(word: object, options: Iterable[str]) -> str:
    """Return `; did you mean "x"?` for the option most like `word`, or nothing."""
    near = get_close_matches(word, list(options), n=1) if isinstance(word, str) else []
    return f"; did you mean {quoted(near[0])}?" if near else ""


def path_problem(path: str) -> str | None:
    """Return what is wrong with a path that should lie beneath the media root, or None.

    Only the wording is judged; whether the file exists is found when it is prepared.
    """
    parts = path.split("/")
    faults = (
        (not path.strip(), "is empty; name a file beneath the media root"),
        ("\x00" in path, "holds a NUL character, which no file name has"),
        (_URL.match(path), "is a URL; kapsound plays files only, so download it first"),
        (path.startswith("/") or _DRIVE.match(path), f"is an absolute path; {_BENEATH}"),
        ("\\" in path, 'holds a backslash; write "/" between folders'),
        (path.startswith("~"), f'starts with "~", which is not expanded; {_BENEATH}'),
        (".." in parts, f'goes up with ".."; {_BENEATH}'),
        (parts[-1] in ("", "."), "names a folder, not a file"),
    )
    return next((words for wrong, words in faults if wrong), None)
