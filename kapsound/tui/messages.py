"""The parts of the application tell each other by messages what happened."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message

from kapsound.control import Look, Reply
from kapsound.control.status import PlannedPhase
from kapsound.core.commands import Command


@dataclass
class StatusArrived(Message):
    """The player's status came; of several that wait only the last is looked at."""

    look: Look

    def can_replace(self, message: Message) -> bool:
        """Take the place of an older status."""
        return isinstance(message, StatusArrived)


@dataclass
class Answered(Message):
    """The player answered a command."""

    command: Command
    reply: Reply


@dataclass
class Unanswered(Message):
    """A command did not reach the player; `reason` is for the person at the screen."""

    command: str
    reason: str


@dataclass
class Previewed(Message):
    """The player told what a command would do: the plan after it, and a word on it."""

    command: Command
    plan: list[PlannedPhase]
    text: str


@dataclass
class OutputsFound(Message):
    """The sound outputs were looked for; `names` are those of the devices there are."""

    names: Sequence[str]


@dataclass
class LinkLost(Message):
    """The player does not answer, or is gone without having ended the session."""

    reason: str


@dataclass
class SessionOver(Message):
    """The session has ended; its record is closed."""

    record: str


@dataclass
class Act(Message):
    """Something was clicked, or a command written: an action's id, or `do:` and a command."""

    act: str
