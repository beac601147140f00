"""Defines the lines of a record that are not the session's own, and reads every line back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Self

from kapsound.core.command_json import command_from_json, command_to_json
from kapsound.core.commands import Actor, Command, Request, Role
from kapsound.core.events import SESSION_EVENTS, Event, Outcome
from kapsound.core.json_values import read_value
from kapsound.core.spec import SessionSpec
from kapsound.errors import KapsoundError
from kapsound.units import Frames, Seconds


@dataclass(frozen=True, slots=True)
class SessionBegan(Event, kind="session"):
    """The first line: the session as it was frozen, and the versions and arithmetic it ran on.

    `boot` names the run of the machine whose clock the lines have; empty if it has no name.
    """

    spec: SessionSpec
    versions: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    boot: str = ""

    def record(self) -> dict[str, object]:
        """Return the spec's values, and beside them what else is known of the session's begin."""
        beside = {"versions": dict(self.versions), "fingerprint": self.fingerprint}
        beside |= {"boot": self.boot}
        return self.spec.to_json() | beside

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Read what `record` returned.

        Raises:
            RecordError: it is no session of this kapsound.
            ValueError: the versions, the fingerprint or the machine's run are none.

        """
        versions = {str(name): str(value) for name, value in dict(values["versions"]).items()}
        names = (read_value(str, values[name]) for name in ("fingerprint", "boot"))
        return cls(SessionSpec.from_json(values), versions, *names)


@dataclass(frozen=True, slots=True)
class CommandGiven(Event, kind="command"):
    """A command that was given, by whom, and what became of it.

    `outcome` is "accepted", "refused" or "asked"; `text` is the reason or the question.
    """

    id: str
    command: Annotated[Command, command_from_json]
    role: Role
    actor: str
    confirmed: bool
    outcome: str
    text: str

    @classmethod
    def of(cls, request: Request, outcome: Outcome) -> Self:
        """Return the line of a request."""
        by, confirmed = request.actor, request.confirmed
        given = (request.id, request.command, by.role, by.name, confirmed)
        return cls(*given, outcome.kind, outcome.text)

    @property
    def request(self) -> Request:
        """The request, to be given again."""
        return Request(self.id, self.command, Actor(self.role, self.actor), self.confirmed)

    def record(self) -> dict[str, object]:
        """Return the values, the command as an object."""
        return Event.record(self) | {"command": command_to_json(self.command)}


@dataclass(frozen=True, slots=True)
class Checkpoint(Event, kind="checkpoint"):
    """The digest of the sound rendered from frame `segment` until `until`."""

    digest: str
    segment: Frames
    until: Frames


@dataclass(frozen=True, slots=True)
class Undelivered(Event, kind="undelivered"):
    """So many frames were rendered and not heard: the output was lost."""

    frames: Frames


@dataclass(frozen=True, slots=True)
class OutputOpened(Event, kind="output"):
    """From here on the sound goes to this output, at a level in dB."""

    output: str
    level: float


@dataclass(frozen=True, slots=True)
class Underrun(Event, kind="underrun"):
    """So many frames of silence were heard in place of sound, before the frame `at`.

    Where it was several `times` within a few seconds, `frames` is the sum, and `at` the first.
    """

    frames: Frames
    at: Frames
    times: int = 1


@dataclass(frozen=True, slots=True)
class Delivered(Event, kind="delivered"):
    """The sums at the end: frames rendered, and heard of them; frames of silence in between."""

    rendered: Frames
    heard: Frames
    inserted: Frames
    times: int


@dataclass(frozen=True, slots=True)
class Replaced(Event, kind="replaced"):
    """The file of a sound is another one since it was prepared: its digests then and now.

    What was prepared and checked before goes on playing.
    """

    file: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Attached(Event, kind="attached"):
    """A screen or a remote is connected."""

    role: Role
    actor: str


@dataclass(frozen=True, slots=True)
class Controls(Event, kind="control"):
    """From here on this screen controls, and the others look on."""

    actor: str


@dataclass(frozen=True, slots=True)
class Detached(Event, kind="detached"):
    """A screen or a remote is connected no longer."""

    role: Role
    actor: str


@dataclass(frozen=True, slots=True)
class Continued(Event, kind="continued"):
    """The record goes on in this file, after so many bytes of another one."""

    follows: str
    bytes: int
    why: str


@dataclass(frozen=True, slots=True)
class DiskStalled(Event, kind="stalled"):
    """A disk gave no answer for so long; what `file` holds after so many bytes is suspect."""

    file: str
    bytes: int
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class Interrupted(Event, kind="interrupted"):
    """The player had stopped, for a `cause` in words, and goes on at frame `until`.

    `unheard` counts the frames nobody heard, as far as is known; what was due meanwhile follows
    this line. `torn` is the file with the record's torn end. `boot` names the run of the machine
    whose clock the lines from here on have.
    """

    cause: str
    until: Frames
    unheard: Frames
    torn: str | None = None
    boot: str = ""


@dataclass(frozen=True, slots=True)
class LinesLost(Event, kind="lost"):
    """So many lines are missing before this one: the disk was full."""

    lines: int


@dataclass(frozen=True, slots=True)
class Closed(Event, kind="closed"):
    """The last line; `how` is how the session ended, "failed" where the player did."""

    how: str


@dataclass(frozen=True, slots=True)
class Unknown(Event, kind="unknown"):
    """A line that this kapsound does not understand, its `name` and values as they are."""

    name: str
    values: Mapping[str, Any]
    why: str


RECORD_EVENTS: tuple[type[Event], ...] = (
    SessionBegan, CommandGiven, Checkpoint, Undelivered, OutputOpened, Underrun, Delivered,
    Replaced, Attached, Controls, Detached, Continued, DiskStalled, Interrupted, LinesLost, Closed,
)  # fmt: skip
_KINDS = {kind.kind: kind for kind in (*SESSION_EVENTS, *RECORD_EVENTS)}


def read_event(kind: str, values: Mapping[str, Any]) -> Event:
    """Return the event of a line, or `Unknown`, which says what is not understood of it."""
    if kind not in _KINDS:
        return Unknown(kind, values, "no such line is known")
    try:
        return _KINDS[kind].read(values)
    except (KapsoundError, LookupError, TypeError, ValueError) as error:
        return Unknown(kind, values, str(error))
