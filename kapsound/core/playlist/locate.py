"""Finds where in a TOML text each key stands, since the parser gives no line numbers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple

import tomli

from kapsound.errors import Problem
from kapsound.text import quoted

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r"""("{3})(?:[^\\]|\\.)*?"{3,5}(?!")|('{3}).*?'{3,5}(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")


Severity = Literal["error", "warning"]


class Finding(NamedTuple):
    """A sentence about what is wrong, the path of keys to it, and how bad it is if not as usual."""

    path: KeyPath
    message: str
    severity: Severity | None = None


def problems(
    findings: Iterable[Finding], text: str, file: str, usual: Severity = "error"
) -> list[Problem]:
    """Return what was found in a TOML text, each with its line and key, in the order of lines."""
    lines = key_lines(text)
    found = (
        Problem(file, message, locate(lines, path), key_text(path), severity or usual)
        for path, message, severity in findings
    )
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line or 0)


def key_text(path: Sequence[str | int]) -> str:
    """Return a path of keys as messages write it: `phases[2].tracks[0].start`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _key(part: str) -> str:
    return part if _BARE.fullmatch(part) else quoted(part)


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Return the line, from 1, of every key, table and list item of a TOML text.

    Of a text that is not valid TOML it returns what comes before the fault.
    """
    scanner = _Scanner(text)
    with suppress(ValueError, RecursionError):
        scanner.run()
    return scanner.lines


def locate(lines: Mapping[KeyPath, int], path: Sequence[str | int]) -> int | None:
    """Return the line of a key, or of the nearest table around it that is written, or None."""
    ends = range(len(path), 0, -1)
    return next((lines[part] for end in ends if (part := tuple(path[:end])) in lines), None)


class _Scanner:
    """A walk through the text that notes where keys stand and looks at values no further."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._at = 0
        self._lengths: dict[KeyPath, int] = {}

    def run(self) -> None:
        """Walk to the end, or raise a ValueError at what is not TOML."""
        table: KeyPath = ()
        self._take(_BLANK)
        while self._at < len(self._text):
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)
            self._take(_BLANK)

    def _header(self) -> KeyPath:
        listed = self._next("[")
        *outer, last = self._key()
        table: KeyPath = ()
        for part in outer:
            table = self._note((*table, part))
            if table in self._lengths:
                table = (*table, self._lengths[table] - 1)
        table = self._note((*table, last))
        if listed:
            self._lengths[table] = self._lengths.get(table, 0) + 1
            table = self._note((*table, self._lengths[table] - 1))
        self._expect("]]" if listed else "]")
        return table

    def _pair(self, table: KeyPath) -> None:
        for part in self._key():
            table = self._note((*table, part))
        self._expect("=")
        self._value(table)

    def _key(self) -> list[str]:
        parts = [self._part()]
        while self._next("."):
            parts.append(self._part())
        return parts

    def _part(self) -> str:
        self._take(_BLANK)
        if self._text[self._at : self._at + 1] in ('"', "'"):
            return str(tomli.loads(f"key = {self._take(_STRING)}")["key"])
        return self._take(_BARE)

    def _value(self, path: KeyPath) -> None:
        if self._next("["):
            self._array(path)
        elif self._next("{"):
            self._inline(path)
        elif self._text[self._at : self._at + 1] in ('"', "'"):
            self._take(_STRING)
        else:
            self._take(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        index = 0
        while not self._next("]"):
            self._value(self._note((*path, index)))
            index += 1
            self._next(",")

    def _inline(self, path: KeyPath) -> None:
        while not self._next("}"):
            self._pair(path)
            self._next(",")

    def _note(self, path: KeyPath) -> KeyPath:
        """Note where a path is first seen."""
        self.lines.setdefault(path, bisect_left(self._breaks, self._at) + 1)
        return path

    def _next(self, mark: str) -> bool:
        """Step over a mark if it comes next, after blanks and comments."""
        self._take(_BLANK)
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        self._take(_BLANK)
        return True

    def _expect(self, mark: str) -> None:
        if not self._next(mark):
            raise ValueError(mark)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if not found:
            raise ValueError(pattern.pattern)
        self._at = found.end()
        return found.group()
