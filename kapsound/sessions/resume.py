"""Goes on with sessions that broke off, as after a power cut, or closes their records."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kapsound.core.course import gone_on, session_at
from kapsound.core.order import ResumeOrder
from kapsound.core.record_events import Interrupted
from kapsound.errors import BusyError, KapsoundError, RecordError
from kapsound.files import is_locked
from kapsound.paths import player_lock, supervisor_lock
from kapsound.record.clock import Clock
from kapsound.record.entry import Entry
from kapsound.record.journal import Journal
from kapsound.record.last_sign import last_sign
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.record.recorded_session import requests_of, spec_of
from kapsound.record.store import open_records, record_folders
from kapsound.sessions.start import order_player, start_feeder
from kapsound.units import Frames, Seconds, format_clock, to_seconds

LONGEST_GAP_S = Seconds(6 * 3600.0)
"""A session that broke off longer ago is over, whatever its plan says."""

_POWER = "the machine had stopped: its power was cut, or it was started again"
_PLAYER = "it died, and nobody watched over it any more"
_CLOSED = "it was not gone on with"


@dataclass(frozen=True, slots=True)
class ResumeFolders:
    """The folders in which sessions leave something: records, spare ones, and those that play."""

    records: Path
    spare: Path
    runtime: Path

    @property
    def busy(self) -> bool:
        """Whether a session plays, or is about to go on by itself."""
        return is_locked(supervisor_lock(self.runtime)) or is_locked(player_lock(self.runtime))

    def of(self, record: str) -> Folders:
        """Return where a record lies."""
        return record_folders(self.records, record, self.spare)

    def read(self, record: str) -> tuple[Entry, ...]:
        """Return the lines of a record.

        Raises:
            RecordError: it cannot be read.

        """
        return read_entries(self.of(record))


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that broke off: how it stood when it `stopped`, and where it would be by now.

    `t` and `phase` are of then, `t_now`, `d_now` and `phase_now` of now; `over` says that
    nothing of it would be left.
    """

    id: str
    title: str
    client: str
    stopped: datetime
    ago: Seconds
    t: Seconds
    t_now: Seconds
    d_now: Seconds | None
    phase: str
    phase_now: str
    over: bool


def open_sessions(folders: ResumeFolders, clock: Clock) -> tuple[OpenSession, ...]:
    """Return every session that broke off and can be read, the newest first.

    One that plays is among them: whoever knows of it leaves it out.

    Raises:
        RecordError: the folder of records cannot be read.

    """
    found = []
    for name in open_records(folders.records, folders.spare):
        with suppress(KapsoundError):
            found.append(_open_session(name, folders.read(name), clock))
    return tuple(found)


def told(session: OpenSession) -> tuple[str, str]:
    """Return in words how a session stood when it stopped, and where it would be by now."""
    client = f" (client {session.client})" if session.client else ""
    then = f"T+ {format_clock(session.t)}, in {session.phase}"
    stood = f'"{session.title}"{client} stopped {_ago(session.ago)} ago at {then}.'
    if session.over:
        return stood, "Its plan is over by now; only its record is to be closed."
    dosed = "" if session.d_now is None else f", D+ {format_clock(session.d_now)}"
    now = f"T+ {format_clock(session.t_now)}{dosed}, in {session.phase_now}"
    return stood, f"By now it would be at {now}; it goes on from there, rising over 4 s."


def _ago(seconds: float) -> str:
    """Return a length as people say it: in seconds, then minutes, then hours or days."""
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{int(seconds / size)} {name}"
    return f"{int(seconds)} seconds"


def resume_player(record: str, folders: ResumeFolders, clock: Clock, limit: int | None) -> str:
    """Go on with a session in place, in processes of its own, and return its record's id.

    What is missing of its sounds is prepared beside it; `limit` is the most bytes of their cache.

    Raises:
        KapsoundError: what keeps it from going on.

    """
    entries = folders.read(record)
    cause = _PLAYER if last_sign(entries).same_run(clock) else _POWER
    begun = order_player(ResumeOrder(record, cause).to_json(), folders.runtime)
    if (spec := spec_of(entries)).material().wanting:
        start_feeder(spec, folders.runtime, limit)
    return begun


def close_session(record: str, folders: ResumeFolders, clock: Clock) -> None:
    """Close the record of a session that broke off, as interrupted, where it stopped.

    Raises:
        BusyError: a session plays.
        RecordError: the record cannot be written.

    """
    if folders.busy:
        raise BusyError("a session plays; its record is closed when it is over")
    frame = last_sign(folders.read(record)).frame
    journal, torn = Journal.resume(folders.of(record), clock)
    journal.append(Interrupted(_CLOSED, frame, Frames(0), torn, clock.run()), frame)
    if not journal.close(frame, "interrupted"):
        raise RecordError(journal.fault or f"{journal.folder}: the record could not be closed")


def _open_session(name: str, entries: Sequence[Entry], clock: Clock) -> OpenSession:
    spec, sign = spec_of(entries), last_sign(entries)
    ago = sign.elapsed(clock)
    then = session_at(spec.material(), requests_of(entries), sign.frame)
    now = gone_on(then, sign.frame_at(min(ago, LONGEST_GAP_S)))
    frame, dosed = sign.frame_at(ago), now.clock.doses
    return OpenSession(
        id=name,
        title=spec.title,
        client=spec.client,
        stopped=sign.utc,
        ago=ago,
        t=to_seconds(sign.frame),
        t_now=to_seconds(frame),
        d_now=to_seconds(frame - dosed[0].at) if dosed else None,
        phase=then.phase.name,
        phase_now=now.phase.name,
        over=now.over or ago > LONGEST_GAP_S,
    )
