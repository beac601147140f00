"""Keeps which of the screens controls the session: one does, the others look on."""

import threading

from kapsound.core.commands import Actor, Role


class Controller:
    """Holds the name of the screen that controls, as long as its connection lasts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._name: str | None = None
        self._connection: object = None

    @property
    def name(self) -> str | None:
        """The screen that controls, if one does."""
        return self._name

    def take(self, screen: str, connection: object) -> None:
        """Let a screen control from now on; whoever did only looks on."""
        with self._lock:
            self._name, self._connection = screen, connection

    def release(self, connection: object) -> None:
        """Let go of control, if it is this connection that holds it."""
        with self._lock:
            if self._connection is connection:
                self._name, self._connection = None, None

    def allows(self, actor: Actor, connection: object) -> bool:
        """Say whether an actor may command; the first screen to try takes control by that.

        Scripts and remotes are always heard.
        """
        if actor.role is not Role.SCREEN:
            return True
        with self._lock:
            if self._name is None:
                self._name, self._connection = actor.name, connection
            return self._name == actor.name
