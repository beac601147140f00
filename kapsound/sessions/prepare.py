"""Prepares a playlist's sounds by the prepare job, and reads what the job answers."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict, Unpack

from kapsound.core.prepared import PreparedAudio, Recipe, recipe_from_json, recipe_to_json
from kapsound.paths import library_path
from kapsound.processes import Values, run_job
from kapsound.sessions.load import LoadedPlaylist

Sound = tuple[Recipe, PreparedAudio]
LeftOut = tuple[tuple[Recipe, str], ...]
OnProgress = Callable[[Values], None]


class PreparedSounds(NamedTuple):
    """The sounds that can be played, and those that cannot with the reason for each."""

    sounds: tuple[Sound, ...]
    left_out: LeftOut = ()


class Wishes(TypedDict, total=False):
    """Says what the prepare job does beside preparing.

    `verify` checks every second of what is prepared already, `retry` tries files again that were
    refused before, and `lookup` prepares nothing but says what is there.
    """

    verify: bool
    retry: bool
    lookup: bool


def prepare(
    recipes: Sequence[Recipe],
    cache: Path,
    on_progress: OnProgress,
    roots: Sequence[str] = (),
    limit: int | None = None,
    **wishes: Unpack[Wishes],
) -> PreparedSounds:
    """Prepare sounds, whose files must lie under one of the roots if any are given.

    The progress has `done` of `total`, the seconds `left` and what is `current`; `ready` is a
    sound that can be played from now on, or None. `limit` is the most bytes of the cache, None
    for the usual limit.

    Raises:
        KapsoundError: the cache cannot be written, or preparing itself fails.

    """

    def tell(progress: Values) -> None:
        pair = progress["ready"]
        on_progress({**progress, "ready": pair and _sound(pair)})

    where = {"cache": str(cache), "roots": list(roots), "library": str(library_path())}
    asked = {
        "recipes": [recipe_to_json(item) for item in recipes],
        **where,
        "limit": limit,
        **wishes,
    }
    done = run_job("prepare", asked, tell)
    left_out = tuple((recipe_from_json(recipe), reason) for recipe, reason in done["refused"])
    return PreparedSounds(tuple(map(_sound, done["index"])), left_out)


def prepare_to_begin(
    loaded: LoadedPlaylist, cache: Path, on_progress: OnProgress
) -> PreparedSounds:
    """Prepare the safe bed alone; return all that is ready then.

    Only the safe bed can be left out: the other sounds are still to be prepared. It raises what
    `prepare` does.
    """
    wanted, roots = loaded.recipes, loaded.roots
    # What else is to be played is not yet known to be needed, so nothing is evicted.
    first = prepare(wanted[:1], cache, on_progress, roots, limit=sys.maxsize)
    if first.left_out:
        return first
    return PreparedSounds(prepare(wanted, cache, on_progress, roots, lookup=True).sounds)


def _sound(pair: Sequence[Any]) -> Sound:
    recipe, audio = pair
    return recipe_from_json(recipe), PreparedAudio(**audio)
