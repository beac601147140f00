"""Takes audio into the session that is prepared while it runs."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kapsound.cache.digest import digest_of
from kapsound.cache.reader import describe
from kapsound.core.commands import PLAYER, Request
from kapsound.core.material import Material
from kapsound.core.prepared import Recipe, recipe_from_json, recipe_to_json
from kapsound.core.reports import AudioReady
from kapsound.errors import RefusedError


@dataclass(frozen=True, slots=True)
class LateSounds:
    """Where prepared audio is found; `hold` takes its key into the session's lease."""

    cache: Path
    hold: Callable[[Collection[str]], None]

    def request(self, material: Material, recipe: Mapping[str, Any], key: str) -> Request:
        """Return the player's own request that takes a sound in; its audio is leased from now on.

        Raises:
            RefusedError: the session does not want such a sound.
            MediaError: its prepared audio cannot be read.

        """
        wanted = _wanted(material, recipe)
        if Path(key).name != key:
            raise RefusedError("that is no key of prepared audio")
        self.hold([key])
        audio = describe(self.cache, key).audio
        told = json.dumps([recipe_to_json(wanted), key])
        return Request(f"prepared-{digest_of(told.encode())}", AudioReady(wanted, audio), PLAYER)


def _wanted(material: Material, recipe: Mapping[str, Any]) -> Recipe:
    try:
        found = recipe_from_json(recipe)
        if found in (known := material.wanting):
            return known[known.index(found)]
    except TypeError as error:
        raise RefusedError(f"that is no recipe: {error}") from error
    raise RefusedError("the session has that sound already, or does not want it")
