"""Audio that is prepared while the session runs, on its way into it."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kapsound.core.commands import PLAYER, Request
from kapsound.core.material import Material, wanting
from kapsound.core.prepared import (
    PreparedAudio,
    Recipe,
    from_json,
    json_path,
    recipe_from_json,
    recipe_to_json,
)
from kapsound.core.reports import AudioReady
from kapsound.errors import MediaError, RefusedError


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
        return Request(_name(wanted, key), AudioReady(wanted, self._audio(key)), PLAYER)

    def _audio(self, key: str) -> PreparedAudio:
        path = json_path(self.cache, key)
        try:
            audio, _ = from_json(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise MediaError(f"{path.name} cannot be read; prepare the playlist again") from error
        if audio.key != key:
            raise MediaError(f"{path.name} describes other audio; prepare the playlist again")
        return audio


def _wanted(material: Material, recipe: Mapping[str, Any]) -> Recipe:
    try:
        found = recipe_from_json(recipe)
        if found in (known := wanting(material)):
            return known[known.index(found)]
    except TypeError as error:
        raise RefusedError(f"that is no recipe: {error}") from error
    raise RefusedError("the session has that sound already, or does not want it")


def _name(recipe: Recipe, key: str) -> str:
    text = json.dumps([recipe_to_json(recipe), key])
    return f"prepared-{blake2b(text.encode(), digest_size=8).hexdigest()}"
