"""Checks a playlist and its prepared sounds before a session, by one measure for everyone."""

from collections.abc import Iterable

from kapsound.core import check
from kapsound.errors import PlaylistError, Problem
from kapsound.sessions.load import LoadedPlaylist
from kapsound.sessions.prepare import LeftOut, PreparedSounds


def findings(loaded: LoadedPlaylist, prepared: PreparedSounds) -> tuple[Problem, ...]:
    """Return all that would go wrong in the room, in the order of the file.

    Nothing starts with an error; a warning needs a look.
    """
    sounds, source = dict(prepared.sounds), (loaded.text, str(loaded.file))
    found = check.check(loaded.playlist, loaded.root, sounds, *source)
    both = (*left_out(loaded, prepared.left_out), *found)
    return tuple(sorted(both, key=lambda problem: problem.line or 0))


def left_out(loaded: LoadedPlaylist, reasons: LeftOut) -> tuple[Problem, ...]:
    """Return a finding for each place whose sound cannot be used."""
    source = (loaded.text, str(loaded.file))
    return check.left_out(loaded.playlist, loaded.root, reasons, *source)


def require_playable(found: Iterable[Problem]) -> None:
    """Let no session begin whose findings forbid it.

    Raises:
        PlaylistError: there are errors among the findings; it holds all of them.

    """
    if errors := [problem for problem in found if problem.severity == "error"]:
        raise PlaylistError(errors)
