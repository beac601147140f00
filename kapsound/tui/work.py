"""The blocking work of the screens around a session; each function is for a worker's thread.

What is heavy to import is imported here when it is first needed, not when the screen opens.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kapsound
from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.errors import KapsoundError, NoSessionError, PlaylistError, Problem, RecordError
from kapsound.jobs.launch import JobFault, run_job
from kapsound.paths import cache_dir, records_dir, runtime_dir, spare_records_dir
from kapsound.tui.view import clean

if TYPE_CHECKING:
    from kapsound.core.playlist.edit import Changes
    from kapsound.jobs.session import Loaded, Prepared, Refused

Values = Mapping[str, Any]
OnProgress = Callable[[Values], None]


class Unwanted(Exception):  # noqa: N818 - no error: the screen that asked has gone
    """Raised in a job's progress to end the job: nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Card:
    """A playlist at a glance; `fault` says why it cannot be played, empty if it can."""

    path: Path
    title: str
    description: str = ""
    phases: tuple[tuple[str, float, bool], ...] = ()
    fault: str = ""

    @property
    def length(self) -> float:
        """The written length of all its phases, in seconds."""
        return sum(length for _, length, _ in self.phases)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be played, and how."""

    loaded: "Loaded"
    index: "Prepared"
    client: str = ""
    output: str = ""
    script: tuple[str, ...] = ()


def ready_folder() -> Path:
    """Return the folder of the playlists that come with the program, which need not exist."""
    return Path(kapsound.__file__).parent.parent / "playlists"


def cards(folders: Iterable[str]) -> tuple[Card, ...]:
    """Read every playlist of these folders, then those that come with the program."""
    wanted = [*(Path(name).expanduser() for name in folders), ready_folder()]
    found: dict[Path, Card] = {}
    for folder in wanted:
        for path in sorted(folder.glob("*.toml")):
            found.setdefault(path.resolve(), card(path))
    return tuple(found.values())


def card(path: Path) -> Card:
    """Read a playlist as far as a list shows it."""
    from kapsound.jobs.session import load

    try:
        playlist = load(path).playlist
    except PlaylistError as error:
        count = len(error.problems)
        words = "one mistake" if count == 1 else f"{count} mistakes"
        return Card(path, path.stem, fault=f"{words}: {_short(error.problems[0])}")
    phases = tuple(
        (phase.name, float(phase.length), phase.until == "dose") for phase in playlist.phases
    )
    return Card(path, playlist.title, playlist.description, phases)


def running() -> Values | None:
    """Return the status of the session that runs, or None."""
    try:
        with Client(endpoint_in(runtime_dir()), timeout_s=2.0) as client:
            return dict(clean(client.status()))
    except NoSessionError:
        return None


def load(path: Path) -> "Loaded":
    """Read a playlist.

    Raises:
        PlaylistError: it cannot be read, or holds problems.

    """
    from kapsound.jobs import session

    return session.load(path)


def prepare(loaded: "Loaded", on_progress: OnProgress) -> "tuple[Prepared, Refused]":
    """Prepare a playlist's sounds.

    Raises:
        KapsoundError: nothing can be prepared; the message says why.

    """
    from kapsound.jobs import session

    try:
        return session.prepared(loaded, cache_dir(), on_progress)
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

    edited = change(loaded, changes)
    where, source = (edited.playlist, edited.root), (edited.text, str(edited.file))
    known = dict(index)
    gone = [
        replace(problem, severity="warning", message=f"left out: {problem.message}")
        for problem in check.refused(*where, left_out, *source)
    ]
    unsafe = check.safe_bed_problem(*where, known, *source)
    found = [*([unsafe] if unsafe else []), *gone, *check.check(*where, known, *source)]
    return edited, tuple(dict.fromkeys(found))


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


def start(order: Order) -> str:
    """Begin the session, and return its record's id.

    Raises:
        KapsoundError: what kept it from beginning; nothing was heard then.

    """
    from kapsound.core.wording import parse_command
    from kapsound.jobs.play import start_player
    from kapsound.jobs.session import freeze
    from kapsound.player.spec import ScriptedCommand
    from kapsound.units import parse_clock, to_frames

    script = []
    for text in order.script:
        time, _, command = text.strip().partition(" ")
        parse_command(command)
        script.append(ScriptedCommand(to_frames(parse_clock(time)), command))
    spec = freeze(
        order.loaded,
        order.index,
        cache_dir(),
        client=order.client,
        output=order.output,
        script=tuple(script),
    )
    return start_player(spec, runtime_dir())


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


def _short(problem: Problem) -> str:
    place = f"line {problem.line}: " if problem.line else ""
    return f"{place}{problem.key}: {problem.message}" if problem.key else place + problem.message
