"""Brings a session to the point at which it can be heard: anew, or from its record."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from kapsound.cache.lease import lease
from kapsound.core.commands import PLAYER, Request
from kapsound.core.events import Notice
from kapsound.core.material import Material
from kapsound.core.order import ResumeOrder
from kapsound.core.output import Destination
from kapsound.core.record_events import Closed, Interrupted, SessionBegan
from kapsound.core.reports import AudioReady, Interrupt, Restarted
from kapsound.core.spec import SessionSpec
from kapsound.errors import RecordError
from kapsound.player.engine import Engine
from kapsound.player.fingerprint import fingerprint, versions
from kapsound.player.late_sounds import LateSounds
from kapsound.player.live_history import LiveHistory
from kapsound.player.origins import Timetable, scripted
from kapsound.player.preload import Preloader
from kapsound.player.starting.opening import opened_live
from kapsound.player.starting.resuming import MissingLines, go_on, left_to_do
from kapsound.record.clock import Clock
from kapsound.record.entry import Entry
from kapsound.record.journal import Journal
from kapsound.record.last_sign import last_sign
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.record.recorded_session import destination_of, requests_of, spec_of
from kapsound.record.store import record_folders, record_name
from kapsound.units import Frames, Seconds, to_seconds


@dataclass(frozen=True, slots=True)
class PlayerFolders:
    """The folders a player works in: its socket and lock, its records, and the spare ones."""

    runtime: Path
    records: Path
    spare: Path

    def record(self, name: str) -> Folders:
        """Return where a record lies."""
        return record_folders(self.records, name, self.spare)


@dataclass(frozen=True, slots=True)
class Ready:
    """A session that can be heard from the present frame of its engine on.

    `first` are the player's own requests for that frame; `script` holds what comes by itself.
    """

    engine: Engine
    preloader: Preloader
    journal: Journal
    history: LiveHistory
    script: Timetable
    late_sounds: LateSounds
    first: tuple[Request, ...] = ()


class RecordClosed(RecordError):  # noqa: N818 - for a player that goes on it is no error
    """There is nothing to go on with: the session is over, and its record closed."""

    exit_code = 0


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a session that broke off."""

    order: ResumeOrder
    folders: Folders
    entries: tuple[Entry, ...]
    spec: SessionSpec

    @property
    def destination(self) -> Destination:
        """Where the sound went."""
        return destination_of(self.entries, self.spec)


def read_past(order: ResumeOrder, folders: PlayerFolders) -> Past:
    """Read the record of a session that broke off.

    Raises:
        RecordClosed: the session is over.
        RecordError: there is none, or it cannot be read.

    """
    place = folders.record(order.record)
    entries = read_entries(place)
    if entries and entries[-1].kind == Closed.kind:
        raise RecordClosed(f"{place.own}: the record is closed; begin a new session")
    return Past(order, place, entries, spec_of(entries))


@contextmanager
def begun(
    spec: SessionSpec, material: Material, folders: PlayerFolders, clock: Clock
) -> Iterator[Ready]:
    """Begin a session of this material and its record; without an end of its own it has failed.

    Raises:
        KapsoundError: it cannot begin.

    """
    with ExitStack() as stack:
        place = folders.record(record_name(datetime.now(UTC), token_hex(3)))
        first = SessionBegan(spec, versions(), fingerprint(), clock.run())
        journal = Journal.create(place, first, clock)
        stack.callback(journal.close, Frames(0), "failed")  # a closed one stays as it is
        hold = stack.enter_context(lease(Path(spec.cache), {item.key for _, item in spec.index}))
        history, script = LiveHistory(journal, clock.wall), scripted(spec.script)
        opening = opened_live(material, Path(spec.cache), history, script)
        engine, preloader = stack.enter_context(opening)
        stack.callback(lambda: journal.close(engine.frame, "failed"))
        if spec.notice:
            history.append(Notice(spec.notice), 0)
        late_sounds = LateSounds(Path(spec.cache), hold)
        yield Ready(engine, preloader, journal, history, script, late_sounds)


@contextmanager
def gone_on_with(past: Past, material: Material, clock: Clock) -> Iterator[Ready]:
    """Go on with a session in place, and with its record; without an end it can be so again.

    Raises:
        KapsoundError: it cannot be gone on with.

    """
    spec, entries = past.spec, past.entries
    with ExitStack() as stack:
        journal, torn = Journal.resume(past.folders, clock)
        stack.callback(journal.release)
        hold = stack.enter_context(lease(Path(spec.cache), _keys(past)))
        history = LiveHistory(journal, clock.wall, [entry.moment for entry in entries])
        script, missing = left_to_do(entries, spec.script), MissingLines(history, entries)
        opening = opened_live(material, Path(spec.cache), missing, script, asleep=True)
        engine, preloader = stack.enter_context(opening)
        go_on(engine, script, missing.frame)
        stay = _stay(past, clock, torn)
        history.append(stay, missing.frame)
        go_on(engine, script, stay.until)
        engine.wake()
        late_sounds = LateSounds(Path(spec.cache), hold)
        first = _first(past.order, stay)
        yield Ready(engine, preloader, journal, history, script, late_sounds, first)


def _keys(past: Past) -> set[str]:
    """Return the keys of all prepared audio that a session had so far."""
    late = (request.command for _, request in requests_of(past.entries))
    later = {item.audio.key for item in late if isinstance(item, AudioReady)}
    return later | {audio.key for _, audio in past.spec.index}


def _stay(past: Past, clock: Clock, torn: str | None) -> Interrupted:
    """Return what the record says of the time in which nobody played, which ends now."""
    sign, stopped = last_sign(past.entries), past.order.stopped
    until = sign.frame_now(clock)
    since = sign.frame
    if stopped is not None and clock.run() == sign.run:
        since = min(until, max(since, sign.frame_at(Seconds(stopped - sign.boot))))
    return Interrupted(past.order.cause, until, Frames(until - since), torn, clock.run())


def _first(order: ResumeOrder, stay: Interrupted) -> tuple[Request, ...]:
    """Return what the session is told as it is heard again."""
    back = Restarted(order.cause, to_seconds(stay.unheard), order.safe)
    requests = [Request(f"restarted-{stay.until}", back, PLAYER)]
    if order.end:
        requests.append(Request("signal", Interrupt(), PLAYER))
    return tuple(requests)
