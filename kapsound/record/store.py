"""Names new records, lists those on this machine and finds one again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kapsound.core.record_events import Closed, SessionBegan
from kapsound.errors import RecordError
from kapsound.record.entry import Entry, read_line
from kapsound.record.parts import Folders, load_parts, part_files
from kapsound.record.read import entries_of
from kapsound.record.verification import verify_parts
from kapsound.units import Seconds, to_seconds

LAST = "last"
_SHOWN = 5
_TAIL_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Summary:
    """A record at a glance.

    `ended` is how it was closed, such as "plan" or "end", or says that it was not; `length`
    is the session time of its last line; `started` is None if the first line is damaged.
    """

    id: str
    started: datetime | None
    title: str
    client: str
    length: Seconds
    ended: str
    whole: bool


def record_name(began: datetime, token: str) -> str:
    """Return the id of a new record: when it began in UTC, and a short random token."""
    return f"{began.astimezone(UTC):%Y%m%dT%H%M%SZ}-{token}"


def record_folders(records: Path, name: str, spare: Path | None = None) -> Folders:
    """Return where the record of this id lies, and where it goes on if that folder fails."""
    return Folders(records / name, spare / name if spare else None)


def list_records(records: Path, spare: Path | None = None) -> tuple[Summary, ...]:
    """Return every record, oldest first.

    Raises:
        RecordError: the folder cannot be read.

    """
    return tuple(
        _summary(name, record_folders(records, name, spare)) for name in _names(records, spare)
    )


def find_record(records: Path, wanted: str, spare: Path | None = None) -> Folders:
    """Return the record of an id, of the only id that begins so, or with "last" the newest.

    The beginning of the token, the part of an id behind the hyphen, does as well.

    Raises:
        RecordError: there is none, or there are several.

    """
    names = _names(records, spare)
    found = names[-1:] if wanted == LAST else [name for name in names if _matches(name, wanted)]
    if wanted in found:
        found = [wanted]
    if len(found) != 1:
        raise RecordError(_none_or_several(records, wanted, found))
    return record_folders(records, found[0], spare)


def open_records(records: Path, spare: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the records that are not closed, newest first; only ends are read.

    Raises:
        RecordError: the folder cannot be read.

    """
    names = reversed(_names(records, spare))
    return tuple(name for name in names if not _is_closed(record_folders(records, name, spare)))


def _is_closed(folders: Folders) -> bool:
    return any(_last_kind(path) == Closed.kind for path in part_files(folders.all))


def _last_kind(path: Path) -> str:
    """Return the kind of a part's last whole line, empty where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            lines = file.read().split(b"\n")
    except OSError:
        return ""
    for line in reversed(lines[:-1]):
        with suppress(ValueError):
            return read_line(line).entry.kind
    return ""


def _matches(name: str, wanted: str) -> bool:
    return bool(wanted) and (name.startswith(wanted) or name.partition("-")[2].startswith(wanted))


def _none_or_several(records: Path, wanted: str, found: Sequence[str]) -> str:
    if found:
        shown = ", ".join(found[:_SHOWN]) + (", ..." if len(found) > _SHOWN else "")
        return f'"{wanted}" stands for {len(found)} records: {shown}; write more of the id'
    if wanted == LAST:
        return f"{records}: there is no record yet"
    return f'{records}: there is no record "{wanted}"; `kapsound records list` shows all'


def _names(records: Path, spare: Path | None) -> list[str]:
    """Return the folders that hold a record or part of one; a disk has others of its own."""
    try:
        names = sorted(path.name for path in records.iterdir() if path.is_dir())
        return [name for name in names if _is_record(record_folders(records, name, spare))]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RecordError(f"{records}: the records cannot be read: {error.strerror}") from error


def _is_record(folders: Folders) -> bool:
    try:
        return bool(part_files(folders.all))
    except PermissionError:  # as of `lost+found`, which only the system may read
        return False


def _summary(name: str, folders: Folders) -> Summary:
    try:
        parts = load_parts(folders)
    except RecordError as error:
        return Summary(name, None, "", "", Seconds(0.0), str(error), whole=False)
    entries = entries_of(parts)
    began = entries[0].moment.event if entries else None
    spec = began.spec if isinstance(began, SessionBegan) else None
    return Summary(
        id=name,
        started=entries[0].utc if spec else None,
        title=spec.title if spec else "",
        client=spec.client if spec else "",
        length=to_seconds(max((entry.frame for entry in entries), default=0)),
        ended=_ended(entries),
        whole=verify_parts(parts).whole,
    )


def _ended(entries: Sequence[Entry]) -> str:
    closing = [entry.moment.event for entry in entries if entry.kind == Closed.kind]
    return closing[-1].how if closing and isinstance(closing[-1], Closed) else "not closed"
