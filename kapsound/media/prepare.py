"""Preparing a playlist's sounds: everything that can fail, fails here, before there is sound.

Runs in the process of a job; neither numpy nor PyAV is loaded in it, only in its workers.
"""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kapsound.core.prepared import (
    FileRecipe,
    Index,
    PreparedAudio,
    Recipe,
    recipe_to_json,
)
from kapsound.errors import MediaError
from kapsound.media.files import sweep
from kapsound.media.memo import Memo
from kapsound.media.pool import (
    Done,
    Job,
    Outcome,
    Part,
    Refused,
    run,
    worker_command,
    worker_environment,
)
from kapsound.media.probe import Stamp, stamp_of
from kapsound.media.store import find, folder, key_of
from kapsound.media.versions import Versions
from kapsound.units import Seconds

_FIRST_GUESS_S = 1.0
_BYTES_A_SECOND = {".wav": 176_000, ".aiff": 176_000, ".aif": 176_000, ".flac": 90_000}
_PACKED_BYTES_A_SECOND = 25_000
# An hour of sound (1.4 GB) is synced to a slow disk, and synthesized, without a sign of life.
_SYNC_A_SECOND = 0.1
_SYNTH_A_SECOND = 0.5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far preparing is: `done` of `total`, in guessed seconds of sound, what is at work now.

    `left` is a guess, None until there is ground for one; it is 0 at the end.
    """

    done: float
    total: float
    current: str
    left: Seconds | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is prepared, and what is not: each with its reason, which names the file."""

    index: Index
    refused: tuple[tuple[Recipe, str], ...]


@dataclass(frozen=True, slots=True)
class Crew:
    """How workers are started, and after how long without a sign of life one is ended."""

    command: tuple[str, ...] = worker_command("--memory", str(3 << 30))
    patience_s: float = 60.0
    clock: Callable[[], float] = time.monotonic


def prepare(
    recipes: Sequence[Recipe],
    cache: Path,
    workers: int,
    on_progress: Callable[[Progress], None],
    crew: Crew = Crew(),
) -> Prepared:
    """Prepare every recipe that is not prepared yet, on `workers` processes.

    It may be killed at any moment and begun again. A file that fails, or takes its worker
    with it, is refused; the others go on.

    Raises:
        KapsoundError: the cache cannot be written, or no worker can be started.

    """
    sweep(folder(cache))
    memo = Memo(cache)
    found = _known(recipes, cache, memo, read_versions())
    todo = [recipe for recipe in dict.fromkeys(recipes) if recipe not in found]
    tally = _Tally(todo, crew.clock)
    refused = []
    for outcome in run(_jobs(todo, cache, crew), workers, crew.command, crew.clock):
        on_progress(tally.note(outcome))
        if isinstance(outcome, Done):
            found[todo[outcome.job]] = _collect(todo[outcome.job], outcome, cache, memo)
        elif isinstance(outcome, Refused):
            refused.append((todo[outcome.job], _named(todo[outcome.job], outcome.reason)))
    on_progress(Progress(tally.total, tally.total, "", Seconds(0.0)))
    return Prepared(found, tuple(refused))


def lookup(recipes: Sequence[Recipe], cache: Path) -> Prepared:
    """Return what is prepared already; the rest is refused as not prepared. Decodes nothing."""
    index = _known(recipes, cache, Memo(cache), read_versions())
    missing = [recipe for recipe in dict.fromkeys(recipes) if recipe not in index]
    return Prepared(index, tuple((recipe, _unprepared(recipe)) for recipe in missing))


def read_versions() -> Versions:
    """Return what workers would prepare with; it takes the start of one.

    Raises:
        MediaError: no worker can be started, because a library does not load.

    """
    done = subprocess.run(  # noqa: S603 -- this program's own worker
        worker_command("--versions"), env=worker_environment(), capture_output=True, check=False
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise MediaError(f"no sound can be prepared: {reason}. Install kapsound again.")
    return Versions(**json.loads(done.stdout))


class _Tally:
    """How much of the work is done, by guessed seconds of sound."""

    def __init__(self, todo: Sequence[Recipe], clock: Callable[[], float]) -> None:
        self._todo = todo
        self._clock = clock
        self._began = clock()
        self._weights = [_weight(recipe) for recipe in todo]
        self._parts = [0.0] * len(todo)
        self.total = sum(self._weights)

    def note(self, outcome: Outcome) -> Progress:
        """Count an outcome in and return the progress."""
        self._parts[outcome.job] = outcome.part if isinstance(outcome, Part) else 1.0
        pairs = zip(self._parts, self._weights, strict=True)
        done = sum(part * weight for part, weight in pairs)
        return Progress(done, self.total, _name(self._todo[outcome.job]), self._left(done))

    def _left(self, done: float) -> Seconds | None:
        spent = self._clock() - self._began
        if spent < _FIRST_GUESS_S or not done:
            return None
        return Seconds(spent * (self.total - done) / done)


def _known(
    recipes: Sequence[Recipe], cache: Path, memo: Memo, versions: Versions
) -> dict[Recipe, PreparedAudio]:
    index = {}
    for recipe in dict.fromkeys(recipes):
        source = _source(recipe, memo)
        audio = None if source is None else find(cache, key_of(recipe, source, versions))
        if audio is not None:
            index[recipe] = audio
    return index


def _source(recipe: Recipe, memo: Memo) -> str | None:
    if not isinstance(recipe, FileRecipe):
        return ""
    try:
        return memo.source(recipe.path, stamp_of(Path(recipe.path)))
    except MediaError:
        return None


def _jobs(todo: Sequence[Recipe], cache: Path, crew: Crew) -> list[Job]:
    """Return the jobs, the longest first, so that no worker is left with one at the end."""
    jobs = [
        Job(
            number,
            {"recipe": recipe_to_json(recipe), "cache": str(cache)},
            crew.patience_s + _extra_patience(recipe),
        )
        for number, recipe in enumerate(todo)
    ]
    return sorted(jobs, key=lambda job: _weight(todo[job.number]), reverse=True)


def _extra_patience(recipe: Recipe) -> float:
    each = _SYNC_A_SECOND if isinstance(recipe, FileRecipe) else _SYNTH_A_SECOND
    return _weight(recipe) * each


def _collect(recipe: Recipe, done: Done, cache: Path, memo: Memo) -> PreparedAudio:
    if isinstance(recipe, FileRecipe):
        memo.remember(recipe.path, Stamp(**done.made["stamp"]), str(done.made["source"]))
    audio = find(cache, str(done.made["key"]))
    if audio is None:
        raise MediaError(f"{folder(cache)}: what was prepared is gone. Leave the folder alone.")
    return audio


def _weight(recipe: Recipe) -> float:
    """Return the guessed length of a recipe's sound in seconds."""
    if not isinstance(recipe, FileRecipe):
        return recipe.length
    path = Path(recipe.path)
    try:
        size = stamp_of(path).size
    except MediaError:
        return 0.0
    return size / _BYTES_A_SECOND.get(path.suffix.lower(), _PACKED_BYTES_A_SECOND)


def _name(recipe: Recipe) -> str:
    return Path(recipe.path).name if isinstance(recipe, FileRecipe) else recipe.synth


def _named(recipe: Recipe, reason: str) -> str:
    place = recipe.path if isinstance(recipe, FileRecipe) else recipe.synth
    return reason if reason.startswith(place) else f"{place}: {reason}"


def _unprepared(recipe: Recipe) -> str:
    try:
        if isinstance(recipe, FileRecipe):
            stamp_of(Path(recipe.path))
    except MediaError as error:
        return str(error)
    return _named(recipe, "is not prepared, or has changed since. Prepare the playlist.")
