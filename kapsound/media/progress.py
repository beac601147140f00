"""Tells how far preparing is, by guessed seconds of sound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kapsound.core.prepared import FileRecipe, PreparedAudio, Recipe
from kapsound.errors import MediaError
from kapsound.media.pool import Outcome, Part
from kapsound.media.probe import stamp_of
from kapsound.units import Seconds

_FIRST_GUESS_S = 1.0
_BYTES_A_SECOND = {".wav": 176_000, ".aiff": 176_000, ".aif": 176_000, ".flac": 90_000}
_PACKED_BYTES_A_SECOND = 25_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells how far preparing is: `done` of `total`, in guessed seconds of sound.

    `current` is at work now. `left` is a guess, None until there is ground for one; it is 0 at
    the end. `ready` is a recipe whose audio can be played from now on.
    """

    done: float
    total: float
    current: str
    left: Seconds | None
    ready: tuple[Recipe, PreparedAudio] | None = None


class Tally:
    """Counts how much of the work is done."""

    def __init__(self, todo: Sequence[Recipe], clock: Callable[[], float]) -> None:
        self._todo = todo
        self._clock = clock
        self._began = clock()
        self._weights = [weight(recipe) for recipe in todo]
        self._parts = [0.0] * len(todo)
        self.total = sum(self._weights)

    def found(self, recipe: Recipe, audio: PreparedAudio) -> Progress:
        """Return the progress that tells of audio which was there already."""
        return Progress(0.0, self.total, name_of(recipe), None, (recipe, audio))

    def note(self, outcome: Outcome, audio: PreparedAudio | None) -> Progress:
        """Count an outcome in, with the audio it gave if any, and return the progress."""
        recipe = self._todo[outcome.job]
        self._parts[outcome.job] = outcome.part if isinstance(outcome, Part) else 1.0
        pairs = zip(self._parts, self._weights, strict=True)
        done = sum(part * weight for part, weight in pairs)
        ready = None if audio is None else (recipe, audio)
        return Progress(done, self.total, name_of(recipe), self._left(done), ready)

    def whole(self) -> Progress:
        """Return the progress at the end."""
        return Progress(self.total, self.total, "", Seconds(0.0))

    def _left(self, done: float) -> Seconds | None:
        spent = self._clock() - self._began
        if spent < _FIRST_GUESS_S or not done:
            return None
        return Seconds(spent * (self.total - done) / done)


def weight(recipe: Recipe) -> float:
    """Return the guessed length of a recipe's sound in seconds."""
    if not isinstance(recipe, FileRecipe):
        return recipe.length
    path = Path(recipe.path)
    try:
        size = stamp_of(path).size
    except MediaError:
        return 0.0
    return size / _BYTES_A_SECOND.get(path.suffix.lower(), _PACKED_BYTES_A_SECOND)


def name_of(recipe: Recipe) -> str:
    """Return how a recipe is called on a screen."""
    return Path(recipe.path).name if isinstance(recipe, FileRecipe) else recipe.synth
