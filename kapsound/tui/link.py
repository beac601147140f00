"""Connects the screen with the player: status in, commands out, on threads of their own.

They are daemon threads, so a player that is stuck keeps nobody from leaving the screen.
Nothing here touches a widget: everything is said by messages.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from textual.message import Message

from kapsound.control import Contents, Look, Previewed, Reply, Status
from kapsound.core.commands import Command
from kapsound.core.wording import show_command
from kapsound.errors import KapsoundError
from kapsound.tui import messages
from kapsound.tui.view import clean

RATE = 10.0
AGAIN_S = 0.25

Post = Callable[[Message], object]


class Player(Protocol):
    """The player's client, as far as the screen uses it."""

    def do(self, command: Command, *, confirmed: bool = ...) -> Reply:
        """Give a command and wait for the answer."""

    def preview(self, command: Command) -> Previewed:
        """Ask what a command would do to the plan."""

    def take(self) -> Status:
        """Take control."""

    def watch(self, rate: float) -> Iterator[Look]:
        """Yield a look at the session until the player hangs up."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True)
class _Order:
    """Something to ask of the player; `words` name it where it cannot be asked."""

    words: str
    ask: Callable[[Player], object]


class Link:
    """Carries statuses and commands between a player and one screen.

    `connect` opens a connection in the name of the screen, or raises NoSessionError.
    """

    def __init__(self, connect: Callable[[str], Player], screen: str) -> None:
        self._connect, self.screen = partial(connect, screen), screen
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._post: Post | None = None
        self._last: Look | None = None

    def start(self, post: Post) -> None:
        """Begin to watch and to take commands; `post` is called from the link's threads."""
        self._post = post
        for run in (self._watch, self._serve):
            threading.Thread(target=run, name="screen link", daemon=True).start()

    def close(self) -> None:
        """Let go of the player, which plays on."""
        self._closed.set()
        self._orders.put(None)

    def do(self, command: Command, *, confirmed: bool = False) -> None:
        """Give a command, in the order of the calls; the answer comes as a message."""
        self._orders.put(_giving(command, confirmed=confirmed))

    def do_at_once(self, command: Command) -> None:
        """Give a command that waits behind no other."""
        order = _giving(command, confirmed=False)
        threading.Thread(target=self._once, args=(order,), daemon=True).start()

    def preview(self, command: Command) -> None:
        """Ask what a command would do to the plan."""

        def ask(player: Player) -> Message:
            found = player.preview(command)
            return messages.Previewed(command, clean(list(found.plan)), clean(found.text))

        self._orders.put(_Order(command.name, ask))

    def take(self) -> None:
        """Ask to control the session from this screen."""
        self._orders.put(_Order("take control", lambda player: player.take()))

    def _watch(self) -> None:
        while not self._closed.is_set():
            try:
                with closing(self._connect()) as player:
                    self._follow(player)
                if self._over():
                    self._say(messages.SessionOver(self._record()))
                    return
                self._say(messages.LinkLost("the player is gone and has not ended the session"))
            except KapsoundError as error:
                self._say(messages.LinkLost(str(error)))
            self._closed.wait(AGAIN_S)

    def _follow(self, player: Player) -> None:
        contents: Contents | None = None
        for look in player.watch(RATE):
            if self._closed.is_set():
                return
            if look.contents is not contents:
                contents, cleaned = look.contents, clean(look.contents)
            self._last = Look(clean(look.status), cleaned)
            self._say(messages.StatusArrived(self._last))

    def _over(self) -> bool:
        status = self._last.status if self._last else None
        return status is not None and (status["over"] or "closing" in status["states"])

    def _record(self) -> str:
        return self._last.contents["record"] if self._last else ""

    def _serve(self) -> None:
        player: Player | None = None
        while (order := self._orders.get()) is not None:
            try:
                player = player or self._connect()
                self._say(order.ask(player))
            except KapsoundError as error:
                _drop(player)
                player = None
                self._say(messages.Unanswered(order.words, str(error)))
        _drop(player)

    def _once(self, order: _Order) -> None:
        try:
            with closing(self._connect()) as player:
                self._say(order.ask(player))
        except KapsoundError as error:
            self._say(messages.Unanswered(order.words, str(error)))

    def _say(self, message: object) -> None:
        if isinstance(message, Message) and self._post and not self._closed.is_set():
            self._post(message)


def _giving(command: Command, *, confirmed: bool) -> _Order:
    return _Order(
        show_command(command),
        lambda player: messages.Answered(command, player.do(command, confirmed=confirmed)),
    )


def _drop(player: Player | None) -> None:
    if player:
        player.close()
