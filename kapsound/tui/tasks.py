"""The blocking work of the screens around a session; each function is for a worker's thread.

What is heavy to import is imported here when it is first needed, not when the screen opens.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.core.output import Destination
from kapsound.errors import (
    KapsoundError,
    NoSessionError,
    PlaylistError,
    Problem,
    RecordError,
)
from kapsound.paths import cache_dir, records_dir, runtime_dir, spare_records_dir
from kapsound.processes import JobFault, run_job

if TYPE_CHECKING:
    from kapsound.core.playlist.edit import Changes
    from kapsound.core.spec import SessionSpec
    from kapsound.sessions.load import Loaded, Prepared, Refused
    from kapsound.tui.preflight.preparation import Preparation

Values = Mapping[str, Any]
OnProgress = Callable[[Values], None]


class Unwanted(Exception):  # noqa: N818 - no error: the screen that asked has gone
    """Raised in a job's progress to end the job: nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be played, and how; a `notice` says that sounds are still to be prepared."""

    loaded: "Loaded"
    index: "Prepared"
    client: str = ""
    outputs: tuple[Destination, ...] = (Destination(),)
    script: tuple[str, ...] = ()
    notice: str = ""


def load(path: Path) -> "Loaded":
    """Read a playlist.

    Raises:
        PlaylistError: it cannot be read, or holds problems.

    """
    from kapsound.sessions import load as session

    return session.load(path)


def prepare(loaded: "Loaded", on_progress: OnProgress) -> "tuple[Prepared, Refused]":
    """Prepare a playlist's sounds; `ready` in the progress is one that can be played, or None.

    Raises:
        KapsoundError: nothing can be prepared; the message says why.

    """
    from kapsound.sessions import load as session
    from kapsound.sessions.settled import cache_care

    def tell(progress: Values) -> None:
        pair = progress["ready"]
        on_progress({**progress, "ready": pair and session.sound_of(pair)})

    try:
        return session.prepared(loaded, cache_dir(), tell, care=cache_care())
    except JobFault as error:
        raise KapsoundError(_last_line(error)) from error


def findings(
    loaded: "Loaded", index: "Prepared", left_out: "Refused", changes: "Changes"
) -> "tuple[Loaded, tuple[Problem, ...]]":
    """Return the playlist as changed for this session, and all that needs a look about it.

    A sound that cannot be used is left out, which needs a look; only the safe bed is needed.

    Raises:
        PlaylistError: the changes do not fit the playlist's own limits.

    """
    from kapsound.core import check

    # A maximum level chosen here is no slip of the playlist's, so its phases are not held to it.
    judged = change(loaded, replace(changes, maximum_level=None))
    where, source = (judged.playlist, judged.root), (judged.text, str(judged.file))
    known = dict(index)
    gone = [
        replace(problem, severity="warning", message=f"left out: {problem.message}")
        for problem in check.refused(*where, left_out, *source)
    ]
    unsafe = check.safe_bed_problem(*where, known, *source)
    found = [*([unsafe] if unsafe else []), *gone, *check.check(*where, known, *source)]
    return change(loaded, changes), tuple(dict.fromkeys(found))


def change(loaded: "Loaded", changes: "Changes") -> "Loaded":
    """Return the playlist as changed for this session.

    Raises:
        PlaylistError: the changes do not fit the playlist's own limits.

    """
    from kapsound.core.playlist.edit import edit_playlist

    return loaded.with_text(edit_playlist(loaded.text, changes, str(loaded.file)))


def judge(loaded: "Loaded", changes: "Changes") -> str:
    """Return why changes do not fit the playlist, empty if they do."""
    try:
        change(loaded, changes)
    except PlaylistError as error:
        return error.problems[0].message
    return ""


def machine() -> Values:
    """Look this machine over.

    Raises:
        KapsoundError: it cannot be looked over.

    """
    folders = {"records": str(records_dir()), "cache": str(cache_dir())}
    return _job("preflight", {"folders": folders}, lambda _: None)


def sound(request: Values, on_progress: OnProgress) -> Values:
    """Play a test sound to its end, or until `on_progress` raises; then it fades.

    Raises:
        KapsoundError: the output cannot be opened, or was lost.

    """
    return _job("testsound", request, on_progress)


def order(session: "Preparation") -> Order:
    """Return what is to be played, as the preflight has it."""
    from kapsound.sessions.load import notice_of

    assert session.edited is not None
    sounds = session.sounds
    notice = notice_of(len(sounds), len(session.wanted)) if session.early else ""
    given = (session.client, session.outputs, session.script)
    return Order(session.edited, sounds, *given, notice)


def start(order: Order) -> str:
    """Begin the session, and return its record's id.

    Raises:
        KapsoundError: what kept it from beginning; nothing was heard then.

    """
    from kapsound.sessions.start import start_player

    return start_player(_spec(order), runtime_dir())


def feed(order: Order) -> None:
    """Let the sounds be prepared that the session just begun still lacks."""
    from kapsound.sessions.start import start_feeder

    try:
        start_feeder(_spec(order), runtime_dir())
    except OSError as error:
        note(f"the other sounds cannot be prepared: {error.strerror or error}")


def _spec(order: Order) -> "SessionSpec":
    from kapsound.sessions.load import freeze
    from kapsound.sessions.script import script
    from kapsound.sessions.settled import settled

    return freeze(
        order.loaded,
        order.index,
        cache_dir(),
        client=order.client,
        outputs=order.outputs,
        script=script(order.script, order.loaded.playlist),
        notice=order.notice,
        buffering=settled(()).buffering,
    )


def devices() -> Values:
    """Return the names of the sound outputs, and the default.

    Raises:
        KapsoundError: the sound system gives no answer.

    """
    return _job("devices", {}, lambda _: None)


def note(text: str) -> str:
    """Write a note into the record of the session that runs; return why not, empty if done."""
    try:
        with Client(endpoint_in(runtime_dir()), timeout_s=2.0) as client:
            reply = client.do(f"note {text}")
    except NoSessionError:
        return "the record is closed already; the note is not in it"
    return "" if reply.outcome == "accepted" else reply.text


def record(name: str) -> "tuple[tuple[Any, ...], Any, Path]":
    """Return a record's entries, its verdict and its folder.

    Raises:
        RecordError: there is no such record, or it cannot be read.

    """
    from kapsound.record.read import read_entries
    from kapsound.record.store import LAST, find_record
    from kapsound.record.verify import verify

    folders = find_record(records_dir(), name or LAST, spare_records_dir())
    entries = read_entries(folders)
    if not entries:
        raise RecordError(f"{folders.own}: the record holds no whole line")
    return entries, verify(folders), folders.own


def _job(name: str, request: Values, on_progress: OnProgress) -> Values:
    try:
        return run_job(name, request, on_progress)
    except JobFault as error:
        raise KapsoundError(_last_line(error)) from error


def _last_line(error: JobFault) -> str:
    line = str(error).strip().rpartition("\n")[2]
    return f"kapsound itself is at fault here: {line}"
