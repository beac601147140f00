"""`kapsound resume` goes on with a session that broke off, or closes its record."""

from typing import Annotated

import typer

from kapsound.cli.complete import record_ids
from kapsound.cli.follow import follow
from kapsound.cli.home import session_runs
from kapsound.cli.load import settings_for
from kapsound.cli.options import YES
from kapsound.cli.talk import ask, at_terminal, say
from kapsound.errors import BusyError, NoSessionError, UsageError
from kapsound.paths import records_dir, runtime_dir, spare_records_dir
from kapsound.record import find_record
from kapsound.record.clock import Clock
from kapsound.sessions.resume import (
    OpenSession,
    ResumeFolders,
    close_session,
    open_sessions,
    resume_player,
    told,
)
from kapsound.tui import run as open_screen
from kapsound.tui.opening import Attach


def resume(
    *,
    record: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The session's record, or the beginning of its id; the newest if left out.",
            autocompletion=record_ids,
        ),
    ] = "",
    close: Annotated[
        bool, typer.Option("--close", help="Close its record as interrupted instead.")
    ] = False,
    headless: Annotated[
        bool, typer.Option("--headless", help="Without a screen: a plain line of progress.")
    ] = False,
    yes: Annotated[bool, YES] = False,
) -> None:
    """Go on with a session that broke off, as after a power cut: where it would be by now.

    It says first what is known of it, and asks. What is over by now can only be closed.
    """
    if session_runs("resume"):
        raise BusyError("a session runs already; `kapsound status` says how it stands")
    folders = ResumeFolders(records_dir(), spare_records_dir(), runtime_dir())
    session = _chosen(folders, record)
    say("\n".join(told(session)))
    if session.over and not close:
        raise UsageError(f"close its record: kapsound resume {session.id} --close")
    ask("Close its record?" if close else "Go on with it now?", yes=yes)
    if close:
        close_session(session.id, folders, Clock())
        say(f"The record {session.id} is closed as interrupted.")
        return
    resume_player(session.id, folders, Clock(), settings_for().cache_limit)
    if at_terminal() and not headless:
        raise typer.Exit(open_screen(Attach()))
    follow(session.id)


def _chosen(folders: ResumeFolders, wanted: str) -> OpenSession:
    """Return the session of a record, or the newest; say which others there are."""
    found = open_sessions(folders, Clock())
    if wanted:
        name = find_record(folders.records, wanted, folders.spare).own.name
        found = tuple(item for item in found if item.id == name)
    if not found:
        raise NoSessionError("no session broke off; start one with kapsound play PLAYLIST")
    for other in found[1:]:
        say(f"Also open: {other.id}. {told(other)[0]}")
    return found[0]
