"""Reads what the home screen shows: the playlists at hand, and whether a session runs.

Each function is for a worker's thread; what is heavy to import is imported when first needed.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kapsound.control import Look, Role, open_client
from kapsound.errors import KapsoundError, PlaylistError, Problem
from kapsound.paths import settings_path
from kapsound.sessions.playlists import find_playlists
from kapsound.text import visible
from kapsound.tui.view import clean


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


def cards(folders: Iterable[str]) -> tuple[Card, ...]:
    """Read every playlist of these folders, then those that come with the program.

    Those that cannot be played stand last.
    """
    found: dict[Path, Path] = {}
    for path in find_playlists(folders):
        found.setdefault(path.resolve(), path)
    return tuple(sorted(map(card, found.values()), key=lambda card: bool(card.fault)))


def settings_fault() -> str:
    """Return what is wrong in the settings file, empty if nothing is."""
    from kapsound.config.read import read_settings
    from kapsound.tui.keys import BY_ID

    problems = read_settings(settings_path(), BY_ID).problems
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{clean(str(problems[0]))}{more}" if problems else ""


def card(path: Path) -> Card:
    """Read a playlist as far as a list shows it."""
    from kapsound.sessions.load import load

    try:
        playlist = load(path).playlist
    except PlaylistError as error:
        count = len(error.problems)
        words = "one mistake" if count == 1 else f"{count} mistakes"
        fault = visible(f"{words}: {_short(error.problems[0])}")
        return Card(path, visible(path.stem), fault=fault)
    phases = tuple(
        (phase.name, float(phase.length), phase.until == "dose") for phase in playlist.phases
    )
    return Card(path, playlist.title, playlist.description, phases)


def running() -> Look | None:
    """Return a look at the session that runs, or None."""
    try:
        with open_client(Role.SCRIPT, "home", timeout_s=2.0) as client:
            return Look(clean(client.status()), clean(client.contents()))
    except KapsoundError:
        return None


def _short(problem: Problem) -> str:
    place = f"line {problem.line}: " if problem.line else ""
    return f"{place}{problem.key}: {problem.message}" if problem.key else place + problem.message
