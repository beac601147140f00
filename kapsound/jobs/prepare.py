"""Prepares every sound of a playlist, as `kapsound.sessions.prepare` asks."""

import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kapsound.core.prepared import PreparedAudio, Recipe, recipe_from_json, recipe_to_json
from kapsound.jobs.whereabouts import located
from kapsound.jobs.work import Report
from kapsound.media.prepare import Options, Prepared, Progress, Workers, lookup, prepare
from kapsound.processes import Values


def work(request: Values, report: Report) -> dict[str, Any]:
    """Prepare `recipes` into `cache`; answers `index` and `refused`, lists of pairs, and more.

    `workers`, `roots`, `verify`, `retry` and `limit` may be given, as in `Workers` and `Options`.
    With `lookup` nothing is prepared: `index` is what is there already, the rest is refused.
    A `library` is asked where files that are not there may lie now.
    Progress has `ready`, a recipe and its audio, as soon as that can be played, and else None.
    """
    recipes = [recipe_from_json(recipe) for recipe in request["recipes"]]
    roots = tuple(map(Path, request.get("roots") or ()))
    given = {name: request[name] for name in ("verify", "retry", "limit") if name in request}
    cache = Path(request["cache"])
    options = Options(roots=roots, **given)
    if request.get("lookup"):
        return _answer(lookup(recipes, cache, options.roots))
    done = prepare(
        recipes,
        cache,
        lambda progress: report(_progress(progress)),
        Workers(request.get("workers") or os.cpu_count() or 1),
        options,
    )
    if library := request.get("library"):
        done = replace(done, refused=tuple(located(done.refused, cache, Path(library))))
    return _answer(done)


def _progress(progress: Progress) -> dict[str, Any]:
    ready = None if progress.ready is None else _pair(*progress.ready)
    return {**asdict(progress), "ready": ready}


def _answer(done: Prepared) -> dict[str, Any]:
    return {
        "index": [_pair(*item) for item in done.index.items()],
        "refused": [[recipe_to_json(recipe), reason] for recipe, reason in done.refused],
        "mended": [recipe_to_json(recipe) for recipe in done.mended],
        "changed": [
            [recipe_to_json(item.recipe), item.before, item.after] for item in done.changed
        ],
        "evicted": None if done.evicted is None else asdict(done.evicted),
    }


def _pair(recipe: Recipe, audio: PreparedAudio) -> list[Any]:
    return [recipe_to_json(recipe), asdict(audio)]
