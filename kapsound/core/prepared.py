"""The prepared-audio index: what was prepared from which source, and how it measured."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kapsound.errors import MediaError
from kapsound.units import Frames, Seconds

FORMAT_VERSION = 1


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


Index = Mapping[Recipe, PreparedAudio]


def pcm_path(cache: Path, key: str) -> Path:
    """Return where the audio of a key lies: raw little-endian float32, left and right in turn."""
    return cache / "prepared" / f"{key}.pcm"


def json_path(cache: Path, key: str) -> Path:
    """Return where the description of a key's audio lies; it is written last."""
    return cache / "prepared" / f"{key}.json"


def to_json(audio: PreparedAudio, seconds: Sequence[str]) -> str:
    """Return the description of prepared audio, with a digest for each second of it."""
    return json.dumps({"version": FORMAT_VERSION, **asdict(audio), "seconds": list(seconds)})


def from_json(text: str) -> tuple[PreparedAudio, tuple[str, ...]]:
    """Read what `to_json` wrote: the audio's description and the digest of each second.

    Raises:
        MediaError: the text is none, or of another version.

    """
    try:
        return _read(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        reason = "the description of prepared audio cannot be read; prepare the playlist again"
        raise MediaError(f"{reason} ({error})") from error


def recipe_to_json(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as a JSON object; `recipe_from_json` reads it back."""
    return asdict(recipe)


def recipe_from_json(data: Mapping[str, Any]) -> Recipe:
    """Read what `recipe_to_json` returned."""
    return FileRecipe(**data) if "path" in data else SynthRecipe(**data)


def _read(data: dict[str, Any]) -> tuple[PreparedAudio, tuple[str, ...]]:
    if data.pop("version") != FORMAT_VERSION:
        raise ValueError("it is of another version")
    seconds = tuple(str(digest) for digest in data.pop("seconds"))
    audio = PreparedAudio(**data)
    if not isinstance(audio.frames, int) or not isinstance(audio.key, str):
        raise TypeError("its frames or its key are of the wrong type")
    return audio, seconds
