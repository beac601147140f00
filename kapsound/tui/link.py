"""The connection to the player: status in, commands out, on threads of their own.

They are daemon threads, so a player that is stuck keeps nobody from leaving the screen.
Nothing here touches a widget: everything is said by messages.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol

from textual.message import Message

from kapsound.control.protocol import Reply
from kapsound.errors import KapsoundError
from kapsound.tui.messages import (
    Answered,
    LinkLost,
    Previewed,
    SessionOver,
    StatusArrived,
    Unanswered,
)
from kapsound.tui.view import clean

RATE = 10.0
AGAIN_S = 0.25

Post = Callable[[Message], object]


class Player(Protocol):
    """The player's client, as far as the screen uses it; `preview` and `take` may be missing."""

    def do(self, text: str, actor: str = ..., *, confirmed: bool = ...) -> Reply:
        """Give a command and wait for the answer."""

    def watch(self, rate: float) -> Iterator[dict[str, object]]:
        """Yield the status until the player hangs up."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True)
class _Order:
    kind: str
    text: str
    confirmed: bool = False


class Link:
    """Carries statuses and commands between a player and one screen.

    `connect` opens a connection or raises NoSessionError; `screen` is the name by which this
    screen controls, and the actor of its commands in the record: it begins with `screen-`.
    """

    def __init__(self, connect: Callable[[], Player], screen: str) -> None:
        self._connect, self.screen = connect, screen
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._post: Post | None = None
        self._last: dict[str, Any] = {}

    def start(self, post: Post) -> None:
        """Begin to watch and to take commands; `post` is called from the link's threads."""
        self._post = post
        for run in (self._watch, self._serve):
            threading.Thread(target=run, name="screen link", daemon=True).start()

    def close(self) -> None:
        """Let go of the player, which plays on."""
        self._closed.set()
        self._orders.put(None)

    def do(self, text: str, *, confirmed: bool = False) -> None:
        """Give a command, in the order of the calls; the answer comes as a message."""
        self._orders.put(_Order("do", text, confirmed))

    def do_at_once(self, text: str) -> None:
        """Give a command that waits behind no other."""
        order = _Order("do", text)
        threading.Thread(target=self._once, args=(order,), daemon=True).start()

    def preview(self, text: str) -> None:
        """Ask what a command would do to the plan."""
        self._orders.put(_Order("preview", text))

    def take(self) -> None:
        """Ask to control the session from this screen."""
        self._orders.put(_Order("take", self.screen))

    def _watch(self) -> None:
        while not self._closed.is_set():
            try:
                with closing(self._connect()) as player:
                    self._follow(player)
                if self._over():
                    self._say(SessionOver(self._record()))
                    return
                self._say(LinkLost("the player is gone and has not ended the session"))
            except KapsoundError as error:
                self._say(LinkLost(str(error)))
            self._closed.wait(AGAIN_S)

    def _follow(self, player: Player) -> None:
        for status in player.watch(RATE):
            if self._closed.is_set():
                return
            self._arrived(status)

    def _arrived(self, status: dict[str, object]) -> None:
        self._last = clean(status)
        self._say(StatusArrived(self._last))

    def _over(self) -> bool:
        return bool(self._last.get("over")) or "closing" in self._last.get("states", ())

    def _record(self) -> str:
        return str(self._last.get("record", {}).get("id", ""))

    def _serve(self) -> None:
        player: Player | None = None
        while (order := self._orders.get()) is not None:
            try:
                player = player or self._connect()
                self._carry(player, order)
            except KapsoundError as error:
                _drop(player)
                player = None
                self._say(Unanswered(order.text, str(error)))
        _drop(player)

    def _once(self, order: _Order) -> None:
        try:
            with closing(self._connect()) as player:
                self._carry(player, order)
        except KapsoundError as error:
            self._say(Unanswered(order.text, str(error)))

    def _carry(self, player: Player, order: _Order) -> None:
        if order.kind == "do":
            reply = player.do(order.text, self.screen, confirmed=order.confirmed)
            self._say(Answered(order.text, reply))
        elif order.kind == "preview":
            found = _offered(player, "preview", order.text)
            self._say(Previewed(order.text, clean(found or {})))
        else:
            _offered(player, "take", order.text)

    def _say(self, message: Message) -> None:
        if self._post and not self._closed.is_set():
            self._post(message)


def _offered(player: Player, name: str, argument: str) -> Any:
    method = getattr(player, name, None)
    return method(argument) if method else None


def _drop(player: Player | None) -> None:
    if player:
        player.close()
