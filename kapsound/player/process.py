"""The player process: sound, session state and record live here, and nowhere else."""

import gc
import signal
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from kapsound.audio.sinks.base import Sink
from kapsound.audio.sinks.devices import Opening, open_sink
from kapsound.cache.lease import lease
from kapsound.control.endpoint import endpoint_in
from kapsound.core.commands import PLAYER, Request
from kapsound.core.reports import Interrupt
from kapsound.core.spec import SessionSpec
from kapsound.platform import boot_clock_ns, ending_signals, raise_priority, terminal_signals
from kapsound.player.chronicle import Chronicle
from kapsound.player.engine import Engine, Log
from kapsound.player.fingerprint import fingerprint, versions
from kapsound.player.handler import SessionHandler
from kapsound.player.late_sounds import LateSounds
from kapsound.player.lock import only_one
from kapsound.player.loop import run
from kapsound.player.opening import opened_live
from kapsound.player.origins import Inbox, Timetable, Together, scripted
from kapsound.player.output import Output, Surroundings
from kapsound.player.server import serve
from kapsound.record.clock import SystemClock
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders
from kapsound.record.store import record_folders, record_name
from kapsound.text import visible
from kapsound.units import Frames


@dataclass(frozen=True, slots=True)
class Places:
    """The folders a player works in: its socket and lock, its records, and the spare ones."""

    runtime: Path
    records: Path
    spare: Path


def play(spec: SessionSpec, places: Places, announce: Callable[[dict[str, Any]], None]) -> None:
    """Play a session to its end; `announce` is called once, when clients can reach it.

    Raises:
        KapsoundError: the session cannot begin; nothing was heard then.

    """
    with only_one(places.runtime / "player.lock", f'the session "{visible(spec.title)}"'):
        raise_priority()
        script = scripted(spec.script)
        spec.material()  # a playlist that cannot be played is refused before anything is opened
        sink = _open_output(spec)
        try:
            journal = Journal.create(_record_folders(places), _header(spec), SystemClock())
        except BaseException:
            sink.close()
            raise
        _play(_Stage(spec, places, sink, journal, script, Inbox()), announce)


@dataclass(frozen=True, slots=True)
class _Stage:
    spec: SessionSpec
    places: Places
    sink: Sink
    journal: Journal
    script: Timetable
    inbox: Inbox


def _play(stage: _Stage, announce: Callable[[dict[str, Any]], None]) -> None:
    journal = stage.journal
    chronicle = Chronicle(journal, SystemClock().wall)
    engine: Engine | None = None
    try:
        with _leased(stage.spec) as hold, opened_live(stage.spec, chronicle, stage.script) as live:
            engine, preloader = live.engine, live.preloader
            output = Output(stage.sink, stage.inbox, _surroundings(stage, engine, chronicle))
            late_sounds = LateSounds(Path(stage.spec.cache), hold)
            handler = SessionHandler(
                engine,
                preloader,
                stage.inbox,
                output,
                journal,
                chronicle,
                stage.spec.client,
                late_sounds,
            )
            if stage.spec.notice:
                chronicle.append("notice", 0, {"text": stage.spec.notice})
            with _interruptible(stage.inbox), _served(stage.places.runtime, handler):
                announce({"record": journal.folder.name})
                gc.collect()
                gc.freeze()
                origin = Together(stage.script, stage.inbox)
                run(engine, origin, output, lambda: preloader.look(engine.session, engine.frame))
                stage.inbox.shut()
                output.close()
                journal.close(engine.frame, _how(engine))
    finally:
        if engine is None:
            stage.sink.close()
        journal.close(engine.frame if engine else Frames(0), "failed")


def _how(engine: Engine) -> str:
    closing = engine.session.closing
    return closing.how if closing else "failed"


def _open_output(spec: SessionSpec) -> Sink:
    return open_sink(spec.output or None, Opening(live=True, depth=spec.depth))


def _surroundings(stage: _Stage, engine: Engine, log: Log) -> Surroundings:
    def tell(kind: str, values: Mapping[str, object]) -> None:
        log.append(kind, engine.frame, values)

    return Surroundings(
        name=stage.spec.output or "default",
        open=lambda: _open_output(stage.spec),
        clock=lambda: boot_clock_ns() / 1e9,
        sleep=time.sleep,
        tell=tell,
    )


def _record_folders(places: Places) -> Folders:
    name = record_name(datetime.now(UTC), token_hex(3))
    return record_folders(places.records, name, places.spare)


def _header(spec: SessionSpec) -> dict[str, Any]:
    return spec.to_json() | {"versions": versions(), "fingerprint": fingerprint()}


def _leased(spec: SessionSpec) -> AbstractContextManager[Callable[[Collection[str]], None]]:
    return lease(Path(spec.cache), {audio.key for _, audio in spec.index})


@contextmanager
def _served(runtime: Path, handler: SessionHandler) -> Iterator[None]:
    server = serve(endpoint_in(runtime), handler)
    try:
        yield
    finally:
        server.stop()


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
