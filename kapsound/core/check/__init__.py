"""Finds beforehand what would go wrong in the room: a playlist against its prepared audio.

Nothing starts with an error. A warning needs a look: a sound that cannot be used is left out,
and only the safe bed can never be.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from kapsound.core.assembly import recipe
from kapsound.core.check.cues import of_cues
from kapsound.core.check.finding import Sounds
from kapsound.core.check.phases import of_phases
from kapsound.core.check.sounds import of_sounds
from kapsound.core.playlist.locate import KeyPath, key_lines, locate
from kapsound.core.playlist.model import Playlist
from kapsound.core.playlist.parse import key_text
from kapsound.core.prepared import Index, Recipe
from kapsound.errors import Problem

__all__ = ["check", "left_out"]


def check(playlist: Playlist, root: str, index: Index, text: str, file: str) -> tuple[Problem, ...]:
    """Return all that needs a look before the session, in the order of the file.

    `root` is the absolute media root, as for `recipes`; `text` is the playlist's own, for line
    numbers, and `file` its name. A sound that `index` lacks is passed over, and so is a phase
    that has one, since `left_out` names it; the safe bed must be there.
    """
    lines, given = key_lines(text), (playlist, Sounds(root, index))
    problems = (
        Problem(
            file,
            found.message,
            locate(lines, found.path),
            key_text(found.path),
            "error" if found.error else "warning",
        )
        for found in chain(of_phases(*given), of_sounds(*given), of_cues(*given))
    )
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def left_out(
    playlist: Playlist, root: str, reasons: Iterable[tuple[Recipe, str]], text: str, file: str
) -> tuple[Problem, ...]:
    """Return a problem for each place that uses a sound which could not be prepared.

    The session goes on without it, unless it is the safe bed's; arguments as for `check`.
    """
    lines, why = key_lines(text), dict(reasons)
    safe = recipe(playlist.beds[playlist.safe_bed], root)

    def problem(path: KeyPath, used: Recipe) -> Problem:
        place = locate(lines, path), key_text(path)
        if used == safe:
            return Problem(file, why[used], *place)
        return Problem(file, f"left out: {why[used]}", *place, "warning")

    return tuple(problem(path, used) for path, used in _used(playlist, root) if used in why)


def _used(playlist: Playlist, root: str) -> Iterator[tuple[KeyPath, Recipe]]:
    for name, bed in playlist.beds.items():
        yield ("beds", name), recipe(bed, root)
    for name, cue in playlist.cues.items():
        yield ("cues", name), recipe(cue, root)
    for place, phase in enumerate(playlist.phases):
        for number, track in enumerate(phase.tracks):
            yield ("phases", place, "tracks", number), recipe(track, root)
