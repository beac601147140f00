"""The work of a preflight tells the screen by these messages what it has."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.message import Message

from kapsound.core.playlist.edit import Changes
from kapsound.errors import Problem
from kapsound.tui.preflight.preparation import Preparation, Values

if TYPE_CHECKING:
    from kapsound.sessions.load import LoadedPlaylist
    from kapsound.sessions.prepare import LeftOut, Sound


class Found(Message):
    """Something is known about the session in the making."""

    def applied(self, session: Preparation) -> Preparation:
        """Return the session with it."""
        raise NotImplementedError


@dataclass
class Misread(Found):
    """The playlist cannot be read."""

    problems: tuple[Problem, ...]

    def applied(self, session: Preparation) -> Preparation:
        """Return the session without a playlist."""
        return replace(session, misread=self.problems, loaded=None)


@dataclass
class Read(Found):
    """The playlist was read."""

    loaded: "LoadedPlaylist"

    def applied(self, session: Preparation) -> Preparation:
        """Return the session with its playlist."""
        return replace(session, loaded=self.loaded, wanted=self.loaded.recipes)


@dataclass
class Progress(Found):
    """Preparing has come further; a sound may be ready."""

    values: Values

    def applied(self, session: Preparation) -> Preparation:
        """Return the session with one more sound, perhaps."""
        sound = self.values["ready"]
        return replace(session.with_ready(sound) if sound else session, progress=self.values)


@dataclass
class NotPrepared(Found):
    """The sounds cannot be prepared; `fault` says why."""

    fault: str

    def applied(self, session: Preparation) -> Preparation:
        """Return the session with the fault."""
        return replace(session, fault=self.fault)


@dataclass
class MachineSeen(Found):
    """The machine was looked over."""

    values: Values

    def applied(self, session: Preparation) -> Preparation:
        """Return the session with what was seen."""
        return replace(session, machine=self.values)


@dataclass
class Prepared(Found):
    """All sounds are prepared, but for those left out."""

    index: "tuple[Sound, ...]"
    left_out: "LeftOut"

    def applied(self, session: Preparation) -> Preparation:
        """Return the session with all its sounds, to be looked over."""
        return replace(session, index=self.index, left_out=self.left_out, found=None)


@dataclass
class Judged(Found):
    """The playlist was looked over with these changes; `edited` is how it would play.

    `ask` if the session is to begin with the sounds there are, should nothing stand against it.
    """

    changes: Changes
    early: bool
    ask: bool
    edited: "LoadedPlaylist"
    found: tuple[Problem, ...]

    def applied(self, session: Preparation) -> Preparation:
        """Return the session with what was found, if it still is the one looked over."""
        if (self.changes, self.early) != (session.changes, session.early):
            return session
        return replace(session, edited=self.edited, found=self.found)


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
