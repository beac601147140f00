"""Runs the player process: sound, session state and record live here, and nowhere else."""

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.audio.sinks.opening import open_sink
from kapsound.cache.lease import lease
from kapsound.control.endpoint import endpoint_in
from kapsound.core.commands import PLAYER, Request
from kapsound.core.events import Notice
from kapsound.core.output import driven
from kapsound.core.record_events import SessionBegan
from kapsound.core.reports import Interrupt
from kapsound.core.spec import SessionSpec
from kapsound.platform import ending_signals, raise_priority, terminal_signals
from kapsound.player.delivery import Delivery, Dependencies
from kapsound.player.fingerprint import fingerprint, versions
from kapsound.player.handler import SessionHandler
from kapsound.player.late_sounds import LateSounds
from kapsound.player.live_history import LiveHistory
from kapsound.player.lock import only_one
from kapsound.player.loop import run
from kapsound.player.opening import opened_live
from kapsound.player.origins import Inbox, scripted
from kapsound.player.server import Server
from kapsound.player.status import StatusSource
from kapsound.record.clock import Clock
from kapsound.record.journal import Journal
from kapsound.record.store import record_folders, record_name
from kapsound.text import visible
from kapsound.units import Frames


@dataclass(frozen=True, slots=True)
class PlayerFolders:
    """The folders a player works in: its socket and lock, its records, and the spare ones."""

    runtime: Path
    records: Path
    spare: Path


def play(
    spec: SessionSpec, folders: PlayerFolders, announce: Callable[[dict[str, Any]], None]
) -> None:
    """Play a session to its end; `announce` is called once, when clients can reach it.

    Raises:
        KapsoundError: the session cannot begin; nothing was heard then.

    """
    holder = f'the session "{visible(spec.title)}"'
    with only_one(folders.runtime / "player.lock", holder), ExitStack() as stack:
        raise_priority()
        clock, inbox, script = Clock(), Inbox(), scripted(spec.script)
        spec.material()  # a playlist that cannot be played is refused before anything is opened
        sink = stack.enter_context(closing(_open(spec)))
        journal = _record(spec, folders, clock)
        # Without an end of its own a session has failed; a journal that is closed stays as it is.
        stack.callback(journal.close, Frames(0), "failed")
        keys = {audio.key for _, audio in spec.index}
        hold = stack.enter_context(lease(Path(spec.cache), keys))
        history = LiveHistory(journal, clock.wall)
        engine, preloader = stack.enter_context(opened_live(spec, history, script))
        stack.callback(lambda: journal.close(engine.frame, "failed"))
        given = Dependencies(lambda: _open(spec), clock.boot, time.sleep, inbox, history)
        delivery = Delivery(driven(spec.outputs), sink, given)
        late_sounds = LateSounds(Path(spec.cache), hold)
        source = StatusSource(engine, delivery, journal, history, spec.client)
        handler = SessionHandler(engine, preloader, inbox, late_sounds, source)
        if spec.notice:
            history.append(Notice(spec.notice), 0)
        with _interruptible(inbox), closing(Server(endpoint_in(folders.runtime), handler)):
            announce({"record": journal.folder.name})
            gc.collect()
            gc.freeze()  # nothing made until now is looked at for garbage any more
            run(
                engine,
                lambda frame: [*script.due(frame), *inbox.due(frame)],
                delivery.write,
                lambda: preloader.look(engine.session, engine.frame),
            )
            inbox.shut()
            delivery.close()
            end = engine.session.closing
            journal.close(engine.frame, end.how if end else "failed")


def _record(spec: SessionSpec, folders: PlayerFolders, clock: Clock) -> Journal:
    name = record_name(datetime.now(UTC), token_hex(3))
    place = record_folders(folders.records, name, folders.spare)
    return Journal.create(place, SessionBegan(spec, versions(), fingerprint()), clock)


def _open(spec: SessionSpec) -> Sink:
    return open_sink(driven(spec.outputs).output, Opening(live=True, depth=spec.depth))


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
