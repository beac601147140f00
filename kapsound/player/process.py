"""Runs the player process: sound, session state and record live here, and nowhere else."""

import gc
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from kapsound.audio.sinks.absent import AbsentSink
from kapsound.audio.sinks.base import Opening, Sink
from kapsound.audio.sinks.opening import open_sink
from kapsound.control.endpoint import Endpoint, endpoint_in
from kapsound.core.commands import PLAYER, Request
from kapsound.core.events import Fault, Notice
from kapsound.core.order import Order
from kapsound.core.output import Destination, Output, driven
from kapsound.core.reports import Interrupt
from kapsound.core.spec import SessionSpec
from kapsound.errors import DeviceError
from kapsound.output.choice import find_devices
from kapsound.paths import player_lock, settings_path
from kapsound.platform import ending_signals, raise_priority, terminal_signals
from kapsound.player.asides import Asides
from kapsound.player.awake import kept_awake
from kapsound.player.engine import Log
from kapsound.player.handler import SessionHandler
from kapsound.player.lock import only_one
from kapsound.player.loop import run
from kapsound.player.origins import Inbox, Pending
from kapsound.player.outputs.choice import destination, refusal
from kapsound.player.outputs.delivery import Delivery
from kapsound.player.outputs.outlet import Dependencies
from kapsound.player.server import Server
from kapsound.player.sources import watched_sources
from kapsound.player.starting.ready import (
    Past,
    PlayerFolders,
    Ready,
    begun,
    gone_on_with,
    read_past,
)
from kapsound.player.status import StatusSource
from kapsound.player.supervision.link import SupervisorLink
from kapsound.record.clock import Clock
from kapsound.text import visible
from kapsound.units import Frames

_UNWATCHED = Fault(
    "the process that watches over the player has died",
    "the sound goes on; if the player should die too, kapsound resume goes on with the session",
)


@dataclass(frozen=True, slots=True)
class _Playing:
    """A session that can be heard, what takes its sound away, and what is asked and told of it."""

    spec: SessionSpec
    ready: Ready
    inbox: Inbox
    delivery: Delivery
    asides: Asides


def play(order: Order, folders: PlayerFolders, link: SupervisorLink) -> None:
    """Play a session to its end, or go on with one; it is answered once clients can reach it.

    Raises:
        KapsoundError: the session cannot begin, or go on; nothing was heard then.

    """
    raise_priority()
    past = None if isinstance(order, SessionSpec) else read_past(order, folders)
    spec = past.spec if past else order
    assert isinstance(spec, SessionSpec)
    holder = f'the session "{visible(spec.title)}"'
    with only_one(player_lock(folders.runtime), holder), _opened(spec, past, folders) as playing:
        _serve(playing, past, endpoint_in(folders.runtime), link)


@contextmanager
def _opened(spec: SessionSpec, past: Past | None, folders: PlayerFolders) -> Iterator[_Playing]:
    """Open a session and its output; what cannot be played is refused before anything is opened."""
    clock, inbox, material = Clock(), Inbox(), spec.material()
    to = past.destination if past else driven(spec.outputs)
    with ExitStack() as stack:
        sink = _open_again(spec, to) if past else _open(spec, to.output)
        stack.enter_context(closing(sink))
        opening = (
            gone_on_with(past, material, clock) if past else begun(spec, material, folders, clock)
        )
        ready = stack.enter_context(opening)
        given = _dependencies(spec, clock, inbox, ready.history)
        delivery = Delivery(to, sink, given, time.monotonic, ready.engine.frame)
        ready.engine.change_output = delivery.change
        for request in ready.first:
            inbox.put(request)
        yield _Playing(spec, ready, inbox, delivery, Asides())


def _serve(playing: _Playing, past: Past | None, endpoint: Endpoint, link: SupervisorLink) -> None:
    """Let clients reach the session, and run it to its end."""
    journal, asides = playing.ready.journal, playing.asides
    with ExitStack() as stack:
        stack.enter_context(kept_awake(lambda why: asides.put(Notice(why))))
        stack.enter_context(watched_sources(playing.spec.index, asides.put))
        stack.enter_context(_interruptible(playing.inbox))
        with closing(Server(endpoint, _handler(playing), asides.put)):
            _announce(link, playing.ready, past)
            stack.callback(journal.release)  # from now on it can be gone on with
            _run(playing, link)


def _handler(playing: _Playing) -> SessionHandler:
    ready, delivery = playing.ready, playing.delivery
    source = StatusSource(ready.engine, delivery, ready.journal, ready.history, playing.spec.client)
    return SessionHandler(
        ready.engine,
        ready.preloader,
        playing.inbox,
        ready.late_sounds,
        source,
        lambda name: refusal(name, delivery.outputs, find_devices),
    )


def _announce(link: SupervisorLink, ready: Ready, past: Past | None) -> None:
    """Say that clients can reach the session; one that is new needs somebody to hear it."""
    with suppress(*[OSError] if past else []):
        link.answer({"result": {"record": ready.journal.folder.name}})
    gc.collect()
    gc.freeze()  # nothing made until now is looked at for garbage any more


def _run(playing: _Playing, link: SupervisorLink) -> None:
    """Run the loop of a session until it is over, and close its record."""
    ready, inbox, asides = playing.ready, playing.inbox, playing.asides
    engine, script = ready.engine, ready.script

    def on_block() -> None:
        ready.preloader.look(engine.session, engine.frame)
        link.beat()
        if link.broke():
            asides.put(_UNWATCHED)
        for event in asides.due():
            ready.history.append(event, engine.frame)

    def due(frame: Frames) -> list[Pending]:
        return [*script.due(frame), *inbox.due(frame)]

    run(engine, due, playing.delivery.write, on_block)
    link.over()
    inbox.shut()
    playing.delivery.close()
    end = engine.session.closing
    ready.journal.close(engine.frame, end.how if end else "failed")


def _dependencies(spec: SessionSpec, clock: Clock, inbox: Inbox, log: Log) -> Dependencies:
    level_of = partial(destination, settings_path())
    return Dependencies(partial(_open, spec), level_of, clock.boot, time.sleep, inbox, log)


def _open_again(spec: SessionSpec, to: Destination) -> Sink:
    """Open the output of a session that goes on, even if there is none to be found now."""
    try:
        return _open(spec, to.output)
    except DeviceError as error:
        return AbsentSink(str(error))


def _open(spec: SessionSpec, output: Output) -> Sink:
    return open_sink(output, Opening(live=True, depth=spec.depth))


@contextmanager
def _interruptible(inbox: Inbox) -> Iterator[None]:
    """End the session in order when a signal asks; a lost terminal changes nothing."""

    def interrupt(*_: object) -> None:
        inbox.put(Request("signal", Interrupt(), PLAYER))

    before = {number: signal.signal(number, interrupt) for number in ending_signals()}
    before |= {number: signal.signal(number, signal.SIG_IGN) for number in terminal_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
