"""Defines a fault of the list, what is found when it is tried, and the table of both."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.missing import NotHere

from breakages.hearing import RATE, Comparison

MARK = "faults"
STEP = 0.0011
HEAD = (
    "", "fault", "how it is made", "unplanned silence", "largest step (the sound's own)",
    "alarm after", "in the record", "verdict",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is tried: an empty folder of its own, and prepared audio of the demo.

    `patience` is by how much longer all may take, since the machine is busy with other things;
    `share` is how much of a loop is done.
    """

    folder: Path
    cache: Path
    patience: float = 1.0
    share: float = 1.0

    def smooth(self, sound: Comparison) -> bool:
        """Say whether no step is due to the fault; a busy machine makes gaps of its own."""
        return self.patience > 1 or sound.startling <= STEP

    def part_of(self, count: int) -> int:
        """Return how often to do what is done so often in a whole loop."""
        return max(1, round(self.share * count))


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a fault; `wrong` says in words what is not as it should be.

    `words` are the sentences that a therapist is shown, `note` what else is to be known.
    """

    wrong: tuple[str, ...] = ()
    sound: Comparison | None = None
    alarm_s: float | None = None
    recorded: str = ""
    words: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the list: its number there, its name here, and how it is made and looked at."""

    number: str
    name: str
    what: str
    how: str
    try_it: Callable[[Place], Found]
    quick: bool = False
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A fault and what was found; `lacking` is why it cannot be made here, if it cannot."""

    fault: Fault
    found: Found
    lacking: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether all is as it should be; None where that was not tried."""
        return None if self.lacking else not self.found.wrong


def tried(fault: Fault, place: Place) -> Row:
    """Try a fault; what stands in its way, and a failure of the rig, becomes a row too."""
    try:
        return Row(fault, fault.try_it(place))
    except NotHere as error:
        return Row(fault, Found(), str(error))
    except Exception as error:  # noqa: BLE001 - one fault's failure is not to cost the others
        return Row(fault, Found((f"the trial failed: {type(error).__name__}: {error}"[:400],)))


def wrong(*held: tuple[bool, str]) -> tuple[str, ...]:
    """Return the words of all that does not hold."""
    return tuple(words for holds, words in held if not holds)


def told(row: Row) -> Iterator[str]:
    """Give a row as lines for a terminal."""
    number, what, how, silence, step, alarm, recorded, verdict = row_cells(row)
    yield f"{number:>3} {row.fault.name}: {what} ({how})"
    yield f"      silence {silence or '-'}, step {step or '-'}, alarm {alarm or '-'}"
    yield f"      record: {recorded or '-'}"
    yield f"      {verdict}"


def row_cells(row: Row) -> Sequence[str]:
    """Return what stands in the columns of the table, below `HEAD`."""
    fault, found = row.fault, row.found
    return (
        fault.number, fault.what, fault.how, _silence(found.sound), _step(found.sound),
        "" if found.alarm_s is None else f"{1000 * found.alarm_s:.0f} ms",
        found.recorded, _verdict(row),
    )  # fmt: skip


def _silence(sound: Comparison | None) -> str:
    return "" if sound is None else f"{1000 * sound.silence / RATE:.0f} ms"


def _step(sound: Comparison | None) -> str:
    return "" if sound is None else f"{sound.step:.4f} ({sound.own_step:.4f})"


def _verdict(row: Row) -> str:
    if row.lacking:
        return f"not made here: {row.lacking}"
    words = f"**fails**: {'; '.join(row.found.wrong)}" if row.found.wrong else "holds"
    return f"{words}; {row.found.note}" if row.found.note else words
