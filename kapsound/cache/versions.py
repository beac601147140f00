"""What prepares: the versions that prepared audio is keyed by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Versions:
    """The decoder and the libraries under it, the synthesizer, and numpy, in words."""

    decoder: str
    synth: str
    numpy: str
