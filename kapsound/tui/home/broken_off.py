"""Shows sessions that broke off, and goes on with them or closes them.

What blocks is for a worker's thread; what is heavy to import is imported when first needed.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kapsound.config.settings import Settings
from kapsound.errors import KapsoundError
from kapsound.paths import records_dir, runtime_dir, spare_records_dir
from kapsound.text import visible
from kapsound.tui.dialogs.question import Answer
from kapsound.tui.rows import Row, Span, beside, indented, wrapped

if TYPE_CHECKING:
    from kapsound.sessions.resume import OpenSession, ResumeFolders

GO_ON, CLOSE = "go on", "close"
_INDENT = 3


def find() -> tuple["OpenSession", ...]:
    """Return the sessions that broke off; none while one plays or goes on by itself."""
    from kapsound.record.clock import Clock
    from kapsound.sessions.resume import open_sessions

    folders = _folders()
    try:
        return () if folders.busy else open_sessions(folders, Clock())
    except KapsoundError:
        return ()


def settle(answer: str, record: str, settings: Settings) -> str:
    """Go on with a session, or close its record; return why not, empty if it is done."""
    from kapsound.record.clock import Clock
    from kapsound.sessions.resume import close_session, resume_player

    try:
        if answer == GO_ON:
            resume_player(record, _folders(), Clock(), settings.cache_limit)
        else:
            close_session(record, _folders(), Clock())
    except KapsoundError as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """How broken-off sessions are found and settled, as tests replace it."""

    find: Callable[[], tuple["OpenSession", ...]] = find
    settle: Callable[[str, str, Settings], str] = settle


def answers(session: "OpenSession") -> tuple[Answer, ...]:
    """Return what can be done with a session that broke off."""
    go_on = () if session.over else (Answer("g", "go on with it now", GO_ON),)
    return (*go_on, Answer("c", "close its record", CLOSE), Answer("n", "leave it", ""))


def question(session: "OpenSession") -> str:
    """Return what is asked before a session is settled."""
    from kapsound.sessions.resume import told

    return "\n\n".join(map(visible, told(session)))


def rows(session: "OpenSession", width: int) -> list[Row]:
    """Return a session that broke off: what it is, and what is known of it."""
    from kapsound.sessions.resume import told

    name = (Span(" ■ ", "warn"), Span(visible(session.title), "strong"), Span(" broke off", "warn"))
    act = "⏎ close it " if session.over else "⏎ go on or close it "
    words = [visible(line) for line in told(session)]
    lines = [row for line in words for row in wrapped(line, width - _INDENT - 1, "quiet")]
    return [beside(name, (Span(act, "key"),), width), *indented(lines, _INDENT)]


def _folders() -> "ResumeFolders":
    from kapsound.sessions.resume import ResumeFolders

    return ResumeFolders(records_dir(), spare_records_dir(), runtime_dir())
