"""Finds beforehand what would go wrong in the room: a playlist against its prepared audio.

Nothing starts with an error. A warning needs a look: a sound that cannot be used is left out,
and only the safe bed can never be.
"""

from collections.abc import Iterable
from itertools import chain

from kapsound.core.assembly import recipe
from kapsound.core.check.cues import of_cues
from kapsound.core.check.phases import of_phases
from kapsound.core.check.prepared_sounds import Sounds, sounds_of
from kapsound.core.check.sounds import of_sounds
from kapsound.core.playlist.locate import Finding, problems
from kapsound.core.playlist.model import Playlist
from kapsound.core.prepared import Index, Recipe
from kapsound.errors import Problem

__all__ = ["check", "left_out"]


def check(playlist: Playlist, root: str, index: Index, text: str, file: str) -> tuple[Problem, ...]:
    """Return all that needs a look before the session, in the order of the file.

    `root` is the absolute media root, as for `recipes`; `text` is the playlist's own, for line
    numbers, and `file` its name. A sound that `index` lacks is passed over, and so is a phase
    that has one, since `left_out` names it; the safe bed must be there.
    """
    given = playlist, Sounds(root, index)
    found = chain(of_phases(*given), of_sounds(*given), of_cues(*given))
    return tuple(problems(found, text, file, "warning"))


def left_out(
    playlist: Playlist, root: str, reasons: Iterable[tuple[Recipe, str]], text: str, file: str
) -> tuple[Problem, ...]:
    """Return a problem for each place that uses a sound which could not be prepared.

    The session goes on without it, unless it is the safe bed's; arguments as for `check`.
    """
    why, safe = dict(reasons), recipe(playlist.beds[playlist.safe_bed], root)
    found = (
        Finding(path, why[used], "error")
        if used == safe
        else Finding(path, f"left out: {why[used]}")
        for path, item in sounds_of(playlist)
        if (used := recipe(item, root)) in why
    )
    return tuple(problems(found, text, file, "warning"))
