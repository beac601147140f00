"""Defines a row of a bench's findings, and writes rows as a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.missing import NotHere
from shared.page import markdown, with_written

MARK = "bench"
HEAD = ("what", "measured", "beside it, in the same run", "figure to reach")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, and what it was relative to in the same run.

    `figure` is the one to reach, empty if there is none, and `reached` says whether it was.
    `values` holds the same as plain numbers. `notes` say what else is to be known.
    """

    what: str
    found: str
    beside: str = ""
    figure: str = ""
    reached: bool | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """How to measure: shortly or fully, in which empty folder, and on how many cores."""

    quick: bool
    folder: Path
    cores: int

    def runs(self, full: int) -> int:
        """Return how many runs a median is taken of; a quick one takes at most three."""
        return min(3, full) if self.quick else full


Measure = Callable[[Setting], Iterable[Row]]


def missing(what: str, why: str) -> Row:
    """Return the row of something that could not be measured."""
    return Row(what, "not measured", notes=(why,))


def table(rows: Iterable[Row]) -> str:
    """Return rows as a table in Markdown."""
    return markdown(HEAD, map(_cells, rows))


def with_table(page: str, written: str) -> str:
    """Return a page with what is between its markers replaced."""
    return with_written(page, MARK, written)


def _cells(row: Row) -> tuple[str, ...]:
    return row.what, "; ".join([row.found, *row.notes]), row.beside, _goal(row)


def _goal(row: Row) -> str:
    return row.figure + {True: ": reached", False: ": **missed**", None: ""}[row.reached]


def attempt(what: str, work: Callable[[], Iterable[Row]]) -> Iterator[Row]:
    """Give what a piece of work finds; what stands in its way becomes a row of its own."""
    try:
        yield from work()
    except NotHere as error:
        yield missing(what, str(error))
    except Exception as error:  # noqa: BLE001 - one bench's failure is not to cost the others
        yield missing(what, f"failed: {type(error).__name__}: {str(error)[:300]}")
