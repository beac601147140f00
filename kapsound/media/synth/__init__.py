"""Synthesizes ambience that loops without a seam, from a name, a seed and a length."""

from collections.abc import Callable
from types import MappingProxyType
from zlib import crc32

import numpy as np

from kapsound.core.prepared import SynthRecipe
from kapsound.errors import MediaError
from kapsound.media.synth import bells, bowls, choir, drone, night, pad, rhythm, steady, water, wind
from kapsound.media.synth.space import finish
from kapsound.samples import Samples
from kapsound.units import CHANNELS, format_duration, to_frames

SYNTH_VERSION = 1
"""Changes whenever any source sounds different, so that prepared audio is made anew."""

SOURCES: MappingProxyType[str, Callable[[Samples, np.random.Generator], None]] = MappingProxyType(
    {
        "drone": drone.render,
        "bowls": bowls.render,
        "ocean": water.ocean,
        "rain": water.rain,
        "brown": steady.brown,
        "pink": steady.pink,
        "pad": pad.render,
        "breathing": rhythm.breathing,
        "wind": wind.render,
        "stream": water.stream,
        "night": night.render,
        "bells": bells.render,
        "choir": choir.render,
        "pulse": rhythm.pulse,
    }
)
"""The renderers: each fills a silent loop, shape (frames, 2), with a sound of its own."""

_SHORTEST, _LONGEST = 1.0, 3_600.0


def synthesize(recipe: SynthRecipe) -> Samples:
    """Return a source's float32 audio at 48 kHz, shape (frames, 2), its highest sample at 0.5.

    The last sample leads into the first. Equal recipes give equal bytes on one machine.

    Raises:
        MediaError: there is no such source, or its length or seed is out of range.

    """
    _check(recipe)
    # The name is part of the seed: layers of one seed must not share their noise.
    rng = np.random.Generator(np.random.PCG64((crc32(recipe.synth.encode()), recipe.seed)))
    out = np.zeros((to_frames(recipe.length), CHANNELS), np.float32)
    SOURCES[recipe.synth](out, rng)
    finish(out)
    return out


def _check(recipe: SynthRecipe) -> None:
    name = f'the synthesized source "{recipe.synth}"'
    if recipe.synth not in SOURCES:
        raise MediaError(f"{name} does not exist; choose one of {', '.join(SOURCES)}")
    if not _SHORTEST <= recipe.length <= _LONGEST:
        low, high = format_duration(_SHORTEST), format_duration(_LONGEST)
        raise MediaError(f"{name} is {recipe.length:g} seconds long; give it {low} to {high}")
    if recipe.seed < 0:
        raise MediaError(f"{name} has the seed {recipe.seed}; give it 0 or more")
