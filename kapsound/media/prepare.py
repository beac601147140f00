"""Prepares a playlist's sounds: everything that can fail, fails here, before there is sound.

Runs in the process of a job; neither numpy nor PyAV is loaded in it, only in its workers.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kapsound.cache.evict import evict, usual_limit
from kapsound.cache.lease import doubted, lease
from kapsound.cache.store import folder
from kapsound.core.prepared import FileRecipe, Recipe, recipe_to_json
from kapsound.files import sweep
from kapsound.media.inventory import Inventory, Options, Prepared, named, source_digests
from kapsound.media.pool import Job, run, worker_command
from kapsound.media.progress import Progress, Tally, weight

__all__ = ["Options", "Prepared", "Progress", "Workers", "lookup", "prepare"]

# An hour of sound (1.4 GB) is synced to a slow disk, and synthesized, without a sign of life.
_SYNC_A_SECOND = 0.1
_SYNTH_A_SECOND = 0.5
_UNPREPARED = "is not prepared, or has changed since. Prepare the playlist."


@dataclass(frozen=True, slots=True)
class Workers:
    """Sets how many workers there are, how they are started, and when one is ended.

    That is after `patience_s` without a sign of life, and after `most_s` at one recipe: a day
    of sound, the most that is taken, is decoded in a quarter of that.
    """

    count: int = 1
    command: tuple[str, ...] = worker_command("--memory", str(3 << 30))
    patience_s: float = 60.0
    most_s: float = 3_600.0
    clock: Callable[[], float] = time.monotonic


def prepare(
    recipes: Sequence[Recipe],
    cache: Path,
    on_progress: Callable[[Progress], None],
    workers: Workers = Workers(),
    options: Options = Options(),  # noqa: B008 -- it is frozen
) -> Prepared:
    """Prepare every recipe that is not prepared yet, in worker processes, beds first.

    It may be killed at any moment and begun again. A file that fails, or takes its worker
    with it, is refused; the others go on.

    Raises:
        KapsoundError: the cache cannot be written, or no worker can be started.

    """
    sweep(folder(cache))
    doubt = doubted(cache)
    with lease(cache, (), "prepare"), source_digests(cache) as digests:
        inventory = Inventory(cache, digests, options)
        todo = inventory.sort(recipes, doubt)
        tally = Tally(todo, workers.clock)
        for item in inventory.found.items():
            on_progress(tally.found(*item))
        jobs = _jobs(todo, inventory, workers)
        for outcome in run(jobs, workers.count, workers.command, workers.clock):
            on_progress(tally.note(outcome, inventory.collect(todo[outcome.job], outcome)))
        most = usual_limit(cache) if options.limit is None else options.limit
        evicted = evict(cache, most, {audio.key for audio in inventory.found.values()})
    on_progress(tally.whole())
    return inventory.result(evicted)


def lookup(recipes: Sequence[Recipe], cache: Path, roots: Sequence[Path] = ()) -> Prepared:
    """Return what is prepared already; the rest is refused as not prepared. Decodes nothing."""
    with source_digests(cache) as digests:
        inventory = Inventory(cache, digests, Options(roots=tuple(roots)))
        missing = inventory.sort(recipes, doubt=0)
    inventory.refused += [(recipe, named(recipe, _UNPREPARED)) for recipe in missing]
    return inventory.result()


def _jobs(todo: Sequence[Recipe], inventory: Inventory, workers: Workers) -> list[Job]:
    """Return the jobs in the order in which a session can use what comes of them.

    Beds are first, the safe bed, which the playlist's recipes begin with, before all; then what
    would keep one worker busy when the others are done; then the rest as it is written.
    """
    files = [weight(recipe) for recipe in todo if not _is_bed(recipe)]
    share = sum(files) / (2 * workers.count)

    def turn(number: int) -> int:
        recipe = todo[number]
        return 0 if _is_bed(recipe) else 1 if weight(recipe) > share else 2

    order = sorted(range(len(todo)), key=turn)
    return [_job(number, todo[number], inventory, workers) for number in order]


def _is_bed(recipe: Recipe) -> bool:
    return not isinstance(recipe, FileRecipe) or recipe.loop


def _job(number: int, recipe: Recipe, inventory: Inventory, workers: Workers) -> Job:
    request = {
        "recipe": recipe_to_json(recipe),
        "cache": str(inventory.cache),
        "verify": recipe in inventory.doubtful,
    }
    each = _SYNC_A_SECOND if isinstance(recipe, FileRecipe) else _SYNTH_A_SECOND
    return Job(number, request, workers.patience_s + weight(recipe) * each, workers.most_s)
