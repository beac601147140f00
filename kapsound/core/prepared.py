"""Describes prepared audio: the recipe it is made by, and how it measured."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kapsound.units import Frames, Seconds

LONGEST_SAFE_BED_S = 120.0
"""The longest safe bed: the player holds it in memory (46 MB), safe from any disk."""


@dataclass(frozen=True, slots=True)
class FileRecipe:
    """Prepare the sound file at an absolute path; `loop` crossfades its ends into a loop."""

    path: str
    loop: bool = False


@dataclass(frozen=True, slots=True)
class SynthRecipe:
    """Prepare a synthesized source; it always loops without a seam at its length."""

    synth: str
    seed: int
    length: Seconds


Recipe = FileRecipe | SynthRecipe


@dataclass(frozen=True, slots=True)
class PreparedAudio:
    """48 kHz stereo float32 audio on disk, and its measurements.

    `loudness` is the integrated loudness in LUFS by EBU R128, None where the audio is too
    quiet or short to have one; `true_peak` is in dBTP; `loudness_range` in LU;
    `lead_silence` and `trail_silence` count frames, both all of them where all is silent;
    `digest` is of the audio itself. `source` is the digest of the file it was made from, empty
    if synthesized; `made_by` names the decoder or synthesizer. `declared` is what `frames` would
    be by the length the file states, None if it states none; `replaced` counts the values that
    were no numbers and became 0. `offset` is the larger mean of the two channels, either sign.
    `title` and `artist` are as the file's tags have them, empty if they have none; what an older
    kapsound prepared has both in `title`.
    """

    key: str
    frames: Frames
    loudness: float | None
    true_peak: float
    loudness_range: float
    lead_silence: Frames
    trail_silence: Frames
    digest: str
    source: str = ""
    made_by: str = ""
    declared: Frames | None = None
    replaced: int = 0
    offset: float = 0.0
    title: str = ""
    artist: str = ""


Index = Mapping[Recipe, PreparedAudio]


def recipe_to_json(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as a JSON object; `recipe_from_json` reads it back."""
    return asdict(recipe)


def recipe_from_json(data: Mapping[str, Any]) -> Recipe:
    """Read what `recipe_to_json` returned."""
    return FileRecipe(**data) if "path" in data else SynthRecipe(**data)
