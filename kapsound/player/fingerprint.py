"""Tells what arithmetic this machine does, by the digest of a small mix, and which versions."""

import platform
from hashlib import blake2b

import numpy as np

from kapsound import __version__
from kapsound.audio.mixer import Mixer
from kapsound.audio.source import MemorySource
from kapsound.core.instructions import Bus, Clip, RampBus, StartVoice, StopVoice, VoiceId
from kapsound.samples import Samples
from kapsound.units import GRID, Frames

_BLOCKS = 24
_LENGTH = GRID * _BLOCKS
_MIDDLE = GRID * (_BLOCKS // 2)


def versions() -> dict[str, str]:
    """Return the versions that the rendered sound depends on."""
    return {
        "kapsound": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }


def fingerprint() -> str:
    """Return the digest of a fixed mix: a crossfade and a ramp, loud enough to be limited.

    Machines with the same fingerprint render the same session bit for bit.
    """
    mixer = Mixer(lambda _: MemorySource(_sound()))
    clip = Clip("fixed", Frames(0), Frames(_LENGTH), 1.25)
    mixer.apply(RampBus(Bus.MUSIC, Frames(0), -6.0, Frames(_MIDDLE), 3.0), 0)
    mixer.apply(StartVoice(VoiceId(1), Bus.MUSIC, clip, Frames(GRID)), 0)
    digest = blake2b(digest_size=8)
    for frame in range(0, _LENGTH, GRID):
        if frame == _MIDDLE:
            mixer.apply(StopVoice(VoiceId(1), Frames(_MIDDLE)), frame)
            mixer.apply(StartVoice(VoiceId(2), Bus.MUSIC, clip, Frames(_MIDDLE)), frame)
        digest.update(mixer.render(frame).data)
    return digest.hexdigest()


def _sound() -> Samples:
    """Return noise made by integer arithmetic alone: a linear congruential generator."""
    values = np.empty(_LENGTH * 2, np.uint32)
    state = 1
    for i in range(len(values)):
        state = (state * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF
        values[i] = state
    return ((values >> 8).astype(np.float32) / np.float32(1 << 23) - 1).reshape(-1, 2)
