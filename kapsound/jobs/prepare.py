"""The prepare job: every recipe of a playlist turned into prepared audio."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kapsound.core.prepared import recipe_from_json, recipe_to_json
from kapsound.jobs.launch import Values
from kapsound.jobs.work import Report, serve
from kapsound.media.prepare import prepare


def work(request: Values, report: Report) -> dict[str, Any]:
    """Prepare `recipes` into `cache`; answers `index` and `refused`, lists of pairs."""
    done = prepare(
        [recipe_from_json(recipe) for recipe in request["recipes"]],
        Path(request["cache"]),
        request.get("workers") or os.cpu_count() or 1,
        lambda progress: report(asdict(progress)),
    )
    return {
        "index": [[recipe_to_json(recipe), asdict(audio)] for recipe, audio in done.index.items()],
        "refused": [[recipe_to_json(recipe), reason] for recipe, reason in done.refused],
    }


if __name__ == "__main__":
    serve(work)
