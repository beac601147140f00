"""Names the messages of the control protocol, each a line of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from kapsound.control.status import Contents, PlannedPhase, Status

Outcome = Literal["accepted", "refused", "asked"]


class Message:
    """One line of the protocol; `marker` is the key by which its kind is known."""

    marker: ClassVar[str]
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Key(Message):
    """The first line of a client on a loopback port: the key from the private file."""

    marker = "key"
    key: str


@dataclass(frozen=True, slots=True)
class Hello(Message):
    """The first line of a client: its role and name, which hold while it is connected."""

    marker = "hello"
    hello: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Do(Message):
    """A command as an object; the same `id` again is answered again and not done twice."""

    marker = "do"
    do: Mapping[str, object]
    id: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Get(Message):
    """A question: what moves, or what seldom changes."""

    marker = "get"
    get: Literal["status", "contents"]


@dataclass(frozen=True, slots=True)
class Watch(Message):
    """Send the status up to so many times a second (0 to 30); 0 ends it.

    The contents come first, and again whenever they have changed.
    """

    marker = "watch"
    watch: float


@dataclass(frozen=True, slots=True)
class Preview(Message):
    """What would a command do to the plan? Nothing happens."""

    marker = "preview"
    preview: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Take(Message):
    """A screen takes control, for as long as it is connected; it is answered by the status."""

    marker = "take"
    take: Literal[True] = True


@dataclass(frozen=True, slots=True)
class Ready(Message):
    """A sound of the playlist is prepared: the key of its audio; answered as a command is."""

    marker = "ready"
    ready: str
    recipe: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply(Message):
    """The answer to `Do`, given once the command is in the journal.

    `text` says why it was refused, or what is asked; `frame` is the session frame at which the
    command took effect, None where it was not understood.
    """

    marker = "outcome"
    id: str
    outcome: Outcome
    text: str
    frame: int | None
    status: Status


@dataclass(frozen=True, slots=True)
class Previewed(Message):
    """The answer to `Preview`: the outcome the command would have, and the plan after it."""

    marker = "would"
    would: Outcome
    text: str
    plan: Sequence[PlannedPhase]


@dataclass(frozen=True, slots=True)
class StatusSent(Message):
    """The session's status, the answer to `Get`, `Watch` and `Take`."""

    marker = "status"
    status: Status


@dataclass(frozen=True, slots=True)
class ContentsSent(Message):
    """The session's contents, an answer to `Get` and `Watch`."""

    marker = "contents"
    contents: Contents


@dataclass(frozen=True, slots=True)
class Wrong(Message):
    """The line before was not understood; the connection goes on."""

    marker = "error"
    error: str


FROM_CLIENT: tuple[type[Message], ...] = (Key, Hello, Do, Get, Watch, Preview, Take, Ready)
FROM_SERVER: tuple[type[Message], ...] = (Reply, Previewed, StatusSent, ContentsSent, Wrong)
