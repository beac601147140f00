"""Verifies a record: whether it is whole, and if not where it is damaged and in what way.

What cannot be told from the record alone: lines cut off its very end. So a record without its
closing line is "not closed", which is no damage; a power cut leaves one like that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kapsound.core.record_events import Closed, SessionBegan
from kapsound.record.entry import BEGINNING, START, Chain, Line, read_line
from kapsound.record.parts import Folders, Part, RawLine, load_part, load_parts, raw_lines


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage: the file, the line from 1, the offset where that line begins, and what."""

    file: str
    line: int
    offset: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line} (from byte {self.offset}): {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification; `lines` counts the whole lines."""

    whole: bool
    closed: bool
    lines: int
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        if not self.whole:
            return "\n".join(["damaged", *map(str, self.findings)])
        end = "closed" if self.closed else "not closed; the last line is whole"
        return f"whole, {self.lines} lines, {end}"


def verify(path: Path | Folders) -> Verification:
    """Verify a record by its folders, or one file of lines alone.

    Raises:
        RecordError: it cannot be read.

    """
    if isinstance(path, Folders):
        return verify_parts(load_parts(path))
    return verify_parts(load_parts(Folders(path)) if path.is_dir() else [load_part(path)])


def verify_parts(parts: Iterable[Part]) -> Verification:
    """Verify the parts of a record, in order."""
    check = _ChainCheck()
    for part in parts:
        check.file = part.path.name
        if not part.raw:
            check.find(RawLine(1, 0, b"", ended=False), "the file is empty")
        for raw in raw_lines(part):
            check.visit(raw)
    return Verification(not check.findings, check.closed, len(check.seen), tuple(check.findings))


@dataclass(slots=True)
class _ChainCheck:
    """Follows the chain line by line; in `doubt` the hash of the line before is unknown."""

    file: str = ""
    findings: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    expected: Chain = START
    doubt: bool = False
    closed: bool = False

    def find(self, raw: RawLine, what: str) -> None:
        self.findings.append(Finding(self.file, raw.number, raw.offset, what))

    def visit(self, raw: RawLine) -> None:
        if not raw.ended:
            self.find(raw, "the file breaks off within this line")
            return
        try:
            line = read_line(raw.text)
        except ValueError as error:
            self.find(raw, str(error))
            self.expected, self.doubt = Chain(self.expected.n + 1, BEGINNING), True
            return
        if what := self._misplaced(line):
            self.find(raw, what)
        self._go_on(line)

    def _misplaced(self, line: Line) -> str | None:
        n, expected = line.entry.n, self.expected
        if self.closed:
            return "a line stands after the closing line"
        if n > expected.n:
            return f"before this line {_lines(n - expected.n)} missing"
        if n < expected.n:
            return f"entry {n} stands here {'again' if n in self.seen else 'too late'}"
        if line.prev != expected.prev and not self.doubt:
            return "this line does not follow from the line before"
        begins = line.entry.kind == SessionBegan.kind and line.prev == BEGINNING
        return "the record does not begin with its header" if n == 0 and not begins else None

    def _go_on(self, line: Line) -> None:
        self.seen.add(line.entry.n)
        self.expected, self.doubt = line.next, False
        self.closed = self.closed or line.entry.kind == Closed.kind


def _lines(count: int) -> str:
    return "1 line is" if count == 1 else f"{count} lines are"
