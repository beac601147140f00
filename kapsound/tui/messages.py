"""What the parts of the application tell each other."""

from textual.message import Message

from kapsound.control import Look, Reply
from kapsound.control.status import PlannedPhase
from kapsound.core.commands import Command


class StatusArrived(Message):
    """The player's status came; of several that wait only the last is looked at."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look

    def can_replace(self, message: Message) -> bool:
        """Take the place of an older status."""
        return isinstance(message, StatusArrived)


class Answered(Message):
    """The player answered a command."""

    def __init__(self, command: Command, reply: Reply) -> None:
        super().__init__()
        self.command, self.reply = command, reply


class Unanswered(Message):
    """A command did not reach the player; `reason` is for the person at the screen."""

    def __init__(self, command: str, reason: str) -> None:
        super().__init__()
        self.command, self.reason = command, reason


class Previewed(Message):
    """The player told what a command would do: the plan after it, and a word on it."""

    def __init__(self, command: Command, plan: list[PlannedPhase], text: str) -> None:
        super().__init__()
        self.command, self.plan, self.text = command, plan, text


class LinkLost(Message):
    """The player does not answer, or is gone without having ended the session."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class SessionOver(Message):
    """The session has ended; its record is closed."""

    def __init__(self, record: str) -> None:
        super().__init__()
        self.record = record


class Act(Message):
    """Something was clicked or chosen: an action's id, or `do:` and a command."""

    def __init__(self, act: str) -> None:
        super().__init__()
        self.act = act
