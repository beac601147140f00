"""Keeps who is connected, and which of the screens controls: one does, the others look on."""

import threading
from collections import Counter
from collections.abc import Callable

from kapsound.core.commands import Actor, Role
from kapsound.core.events import Event
from kapsound.core.record_events import Attached, Controls, Detached


class Controller:
    """Holds the name of the screen that controls, as long as its connection lasts.

    `tell` takes the lines for the record. A screen with several connections is one screen;
    scripts come and go for one command and have no line.
    """

    def __init__(self, tell: Callable[[Event], object] = lambda _: None) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._connected: Counter[Actor] = Counter()
        self._name: str | None = None
        self._connection: object = None

    @property
    def name(self) -> str | None:
        """The screen that controls, if one does."""
        return self._name

    def attach(self, actor: Actor) -> None:
        """Take note of a connection."""
        with self._lock:
            self._connected[actor] += 1
            if self._connected[actor] == 1 and actor.role is not Role.SCRIPT:
                self._tell(Attached(actor.role, actor.name))

    def detach(self, actor: Actor, connection: object) -> None:
        """Take note of a connection's end, and let go of control if it held it."""
        with self._lock:
            self._connected[actor] -= 1
            if not self._connected[actor] and actor.role is not Role.SCRIPT:
                self._tell(Detached(actor.role, actor.name))
            if self._connection is connection:
                self._name, self._connection = None, None

    def take(self, screen: str, connection: object) -> None:
        """Let a screen control from now on; whoever did only looks on."""
        with self._lock:
            self._give(screen, connection)

    def allows(self, actor: Actor, connection: object) -> bool:
        """Say whether an actor may command; the first screen to try takes control by that.

        Scripts and remotes are always heard.
        """
        if actor.role is not Role.SCREEN:
            return True
        with self._lock:
            if self._name is None:
                self._give(actor.name, connection)
            return self._name == actor.name

    def _give(self, screen: str, connection: object) -> None:
        if self._name != screen:
            self._tell(Controls(screen))
        self._name, self._connection = screen, connection
