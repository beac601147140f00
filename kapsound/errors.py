"""Defines every error that kapsound raises for a caller, in one tree.

    KapsoundError
    ├── PlaylistError     the playlist's text or references are at fault (exit 1)
    ├── MediaError        a sound file or its prepared audio cannot be used (exit 1)
    ├── RecordError       a session record cannot be written or read (exit 1)
    │   └── RecordClosed  the session of a record is over; there is nothing to go on with (exit 0)
    ├── LibraryError      the library cannot be used (exit 1)
    ├── ProtocolError     a line of the control protocol is not as it should be (exit 1)
    ├── UsageError        a command is not written as it should be (exit 2)
    ├── DeviceError       there is no such sound output, or it cannot be opened (exit 3)
    │   └── SinkLost      an open sound output has gone (exit 3)
    ├── BusyError         another session holds the output or the record (exit 4)
    ├── NoSessionError    no session is running (exit 4)
    ├── RefusedError      the session refused a command, or asks first (exit 5)
    └── JobFault          a job failed by a fault of kapsound itself (exit 70)

`RecordClosed`, `ProtocolError`, `SinkLost` and `JobFault` stand where they are raised.

Every message names the file, line or key, says what is wrong and what to do. Across threads
and processes errors travel as events, never as exceptions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a file: where it is, what is wrong, and what is allowed.

    `severity` is `"error"` (nothing starts with one) or `"warning"` (it needs a look).
    """

    file: str
    message: str
    line: int | None = None
    key: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class KapsoundError(Exception):
    """An error with a message for the person at the keyboard."""

    exit_code: ClassVar[int] = 1


class PlaylistError(KapsoundError):
    """A playlist cannot be used; `problems` holds every finding at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class MediaError(KapsoundError):
    """A sound file or its prepared audio cannot be used."""


class RecordError(KapsoundError):
    """A session record cannot be written or read."""


class LibraryError(KapsoundError):
    """The library of a clinic's music cannot be used."""


class UsageError(KapsoundError):
    """A command is not written as it should be."""

    exit_code = 2


class DeviceError(KapsoundError):
    """There is no such sound output, or it cannot be opened."""

    exit_code = 3


class BusyError(KapsoundError):
    """Another session holds the output or the record."""

    exit_code = 4


class NoSessionError(KapsoundError):
    """No session is running."""

    exit_code = 4


class RefusedError(KapsoundError):
    """The session refused a command, or asks for confirmation first."""

    exit_code = 5


def error_to_json(error: KapsoundError) -> dict[str, Any]:
    """Return an error as a JSON object; `error_from_json` makes it again."""
    # A class of another module is told as the nearest one that every process knows.
    kind = next(kind for kind in type(error).__mro__ if kind.__module__ == __name__)
    values: dict[str, Any] = {"kind": kind.__name__, "message": str(error)}
    if isinstance(error, PlaylistError):
        values["problems"] = [asdict(problem) for problem in error.problems]
    return values


def error_from_json(values: Mapping[str, Any]) -> KapsoundError:
    """Return the error that `error_to_json` wrote."""
    if "problems" in values:
        return PlaylistError([Problem(**problem) for problem in values["problems"]])
    kinds = {kind.__name__: kind for kind in KapsoundError.__subclasses__()}
    return kinds.get(values["kind"], KapsoundError)(values["message"])
