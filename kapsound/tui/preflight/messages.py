"""The work of a preflight tells the screen by these messages what it has."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from kapsound.tui.preflight.preparation import Preparation, Values


@dataclass
class Found(Message):
    """Something is known about the session in the making; `applied` returns it with that."""

    applied: Callable[[Preparation], Preparation]


@dataclass
class Prepared(Found):
    """All sounds are prepared, but for those left out; now they are to be looked over."""


@dataclass
class Judged(Found):
    """The playlist was looked over.

    `ask` if the session is to begin with the sounds there are, should nothing stand against it.
    """

    ask: bool


@dataclass
class Sounding(Message):
    """The test sound plays, on one side or both."""

    values: Values


@dataclass
class Quiet(Message):
    """The test sound is over; `fault` says why it could not be played, empty if it could."""

    fault: str = ""


@dataclass
class Started(Message):
    """The session has begun."""


@dataclass
class Refused(Message):
    """The machine cannot be looked over, or the session cannot begin; `reason` says why."""

    reason: str
