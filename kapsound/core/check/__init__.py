"""Finds beforehand what would go wrong in the room: a playlist against its prepared audio."""

from collections.abc import Iterable, Iterator
from itertools import chain

from kapsound.core.assembly import recipe
from kapsound.core.check.cues import of_cues
from kapsound.core.check.finding import Sounds
from kapsound.core.check.phases import of_phases
from kapsound.core.check.sounds import of_sounds, unsafe
from kapsound.core.playlist.locate import KeyPath, key_lines, locate
from kapsound.core.playlist.model import Playlist
from kapsound.core.playlist.parse import key_text
from kapsound.core.prepared import Index, Recipe
from kapsound.errors import Problem

__all__ = ["check", "refused", "safe_bed_problem"]


def check(playlist: Playlist, root: str, index: Index, text: str, file: str) -> tuple[Problem, ...]:
    """Return all that needs a look before the session, in the order of the file.

    `root` is the absolute media root, as for `recipes`; `text` is the playlist's own, for line
    numbers, and `file` its name. A sound that `index` lacks is passed over, and so is a phase
    that has one, since preparing has named it already.
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


def refused(
    playlist: Playlist, root: str, reasons: Iterable[tuple[Recipe, str]], text: str, file: str
) -> tuple[Problem, ...]:
    """Return a problem for each place that uses a sound which could not be prepared."""
    lines, why = key_lines(text), dict(reasons)
    return tuple(
        Problem(file, why[used], locate(lines, path), key_text(path))
        for path, used in _used(playlist, root)
        if used in why
    )


def safe_bed_problem(
    playlist: Playlist, root: str, index: Index, text: str, file: str
) -> Problem | None:
    """Return why no session can start for want of a safe bed, or None; arguments as `check`."""
    words = unsafe(playlist, Sounds(root, index))
    if words is None:
        return None
    return Problem(file, words, locate(key_lines(text), ["safe_bed"]), "safe_bed")


def _used(playlist: Playlist, root: str) -> Iterator[tuple[KeyPath, Recipe]]:
    for name, bed in playlist.beds.items():
        yield ("beds", name), recipe(bed, root)
    for name, cue in playlist.cues.items():
        yield ("cues", name), recipe(cue, root)
    for place, phase in enumerate(playlist.phases):
        for number, track in enumerate(phase.tracks):
            yield ("phases", place, "tracks", number), recipe(track, root)
