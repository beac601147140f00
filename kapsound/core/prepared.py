"""The prepared-audio index: what was prepared from which source, and how it measured."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapsound.units import Frames, Seconds


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
    `lead_silence` and `trail_silence` count frames; `digest` is of the audio itself.
    """

    key: str
    frames: Frames
    loudness: float | None
    true_peak: float
    loudness_range: float
    lead_silence: Frames
    trail_silence: Frames
    digest: str


Index = Mapping[Recipe, PreparedAudio]
