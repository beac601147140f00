"""Does the blocking work of the screens around a session; each function is for a worker's thread.

What is heavy to import is imported here when it is first needed, not when the screen opens.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kapsound.config.settings import Settings
from kapsound.control import Role, open_client
from kapsound.core.commands import Note
from kapsound.errors import KapsoundError, NoSessionError, PlaylistError, Problem, RecordError
from kapsound.paths import (
    cache_dir,
    records_dir,
    runtime_dir,
    seen_warnings_path,
    spare_records_dir,
)
from kapsound.processes import JobFault, run_job

if TYPE_CHECKING:
    from kapsound.core.course import Course
    from kapsound.core.history import History
    from kapsound.core.history.planned import PhaseCompared
    from kapsound.core.playlist.edit import Changes
    from kapsound.record import Verification
    from kapsound.sessions.load import LoadedPlaylist
    from kapsound.sessions.prepare import LeftOut, PreparedSounds, Sound
    from kapsound.sessions.setup import SessionSetup

Values = Mapping[str, Any]
OnProgress = Callable[[Values], None]


class Unwanted(Exception):  # noqa: N818 - no error: the screen that asked has gone
    """Raised in a job's progress to end the job: nobody waits for it any more."""


def load(path: Path) -> "LoadedPlaylist":
    """Read a playlist.

    Raises:
        PlaylistError: it cannot be read, or holds problems.

    """
    from kapsound.sessions import load as session

    return session.load(path)


def prepare(
    loaded: "LoadedPlaylist", on_progress: OnProgress, settings: Settings
) -> "PreparedSounds":
    """Prepare a playlist's sounds; `ready` in the progress is one that can be played, or None.

    Raises:
        KapsoundError: nothing can be prepared; the message says why.

    """
    from kapsound.sessions import prepare as session

    with _in_one_line():
        given = (loaded.roots, settings.cache_limit)
        return session.prepare(loaded.recipes, cache_dir(), on_progress, *given)


def findings(
    loaded: "LoadedPlaylist", sounds: "tuple[Sound, ...]", left_out: "LeftOut", changes: "Changes"
) -> "tuple[LoadedPlaylist, tuple[Problem, ...], Course | None]":
    """Return the playlist as changed for this session, what needs a look about it, and its course.

    There is no course where the safe bed cannot play.

    Raises:
        PlaylistError: the changes do not fit the playlist's own limits.

    """
    from kapsound.sessions.check import findings as found
    from kapsound.sessions.prepare import PreparedSounds

    # A maximum level chosen here is no slip of the playlist's, so its phases are not held to it.
    judged = change(loaded, replace(changes, maximum_level=None))
    edited = change(loaded, changes)
    return edited, found(judged, PreparedSounds(sounds, left_out)), _course(edited, sounds)


def _course(loaded: "LoadedPlaylist", sounds: "tuple[Sound, ...]") -> "Course | None":
    from kapsound.core.assembly import assemble
    from kapsound.core.course import written

    try:
        return written(assemble(loaded.playlist, loaded.root, dict(sounds)))
    except PlaylistError:
        return None


def recall() -> tuple[str, ...]:
    """Return the digests of the warnings that had their look."""
    from kapsound.tui.preflight import seen_before

    return seen_before.read(seen_warnings_path())


def remember(digests: Sequence[str]) -> None:
    """Keep the digests of the warnings that had their look."""
    from kapsound.tui.preflight import seen_before

    seen_before.write(seen_warnings_path(), digests)


def change(loaded: "LoadedPlaylist", changes: "Changes") -> "LoadedPlaylist":
    """Return the playlist as changed for this session.

    Raises:
        PlaylistError: the changes do not fit the playlist's own limits.

    """
    from kapsound.core.playlist.edit import edit_playlist

    return loaded.with_text(edit_playlist(loaded.text, changes, str(loaded.file)))


def judge(loaded: "LoadedPlaylist", changes: "Changes") -> str:
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


def start(setup: "SessionSetup", settings: Settings) -> str:
    """Begin the session, and return its record's id.

    Raises:
        KapsoundError: what kept it from beginning; nothing was heard then.

    """
    from kapsound.sessions.setup import freeze
    from kapsound.sessions.start import start_player

    return start_player(freeze(setup, cache_dir(), settings), runtime_dir())


def feed(setup: "SessionSetup", settings: Settings) -> None:
    """Let the sounds be prepared that the session just begun still lacks."""
    from kapsound.sessions.setup import freeze
    from kapsound.sessions.start import start_feeder

    spec = freeze(setup, cache_dir(), settings)
    try:
        start_feeder(spec, runtime_dir(), settings.cache_limit)
    except OSError as error:
        note(f"the other sounds cannot be prepared: {error.strerror or error}")


def devices() -> Values:
    """Return the names of the sound outputs, and the default.

    Raises:
        KapsoundError: the sound system gives no answer.

    """
    return _job("devices", {}, lambda _: None)


def note(text: str) -> str:
    """Write a note into the record of the session that runs; return why not, empty if done."""
    try:
        with open_client(Role.SCRIPT, "therapist", timeout_s=2.0) as client:
            reply = client.do(Note(text))
    except NoSessionError:
        return "the record is closed already; the note is not in it"
    return "" if reply.outcome == "accepted" else reply.text


@dataclass(frozen=True, slots=True)
class RecordRead:
    """A record as it was read: its history, the phases against the plan, and its state."""

    history: "History"
    phases: "tuple[PhaseCompared, ...]"
    verified: "Verification"
    folder: Path


def record(name: str) -> RecordRead:
    """Read and verify a record.

    Raises:
        RecordError: there is no such record, or it cannot be read.

    """
    from kapsound.core.history.planned import compared
    from kapsound.record import find_record, read_history, verify
    from kapsound.record.store import LAST

    folders = find_record(records_dir(), name or LAST, spare_records_dir())
    history = read_history(folders)
    if not history.last:
        raise RecordError(f"{folders.own}: the record holds no whole line")
    return RecordRead(history, compared(history), verify(folders), folders.own)


def _job(name: str, request: Values, on_progress: OnProgress) -> Values:
    with _in_one_line():
        return run_job(name, request, on_progress)


@contextmanager
def _in_one_line() -> Iterator[None]:
    """Let a fault of a job be one line."""
    try:
        yield
    except JobFault as error:
        line = str(error).strip().rpartition("\n")[2]
        raise KapsoundError(f"kapsound itself is at fault here: {line}") from error
