"""Making prepared audio of one recipe. Runs in a worker process."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kapsound.core.prepared import FileRecipe, Recipe, SynthRecipe
from kapsound.errors import MediaError
from kapsound.media.blocks import Block, cut, rechunk
from kapsound.media.decode import Decoder
from kapsound.media.loop import crossfade_length, loop_blocks
from kapsound.media.probe import Stamp, hash_file, stamp_of
from kapsound.media.store import find, folder, key_of
from kapsound.media.synth import synthesize
from kapsound.media.versions import Versions
from kapsound.media.writer import Writer
from kapsound.units import SAMPLE_RATE, Frames

_HASHED = 0.05  # the part of the work that is done when the file has been read for its digest
_DECODED = 0.7  # ... and when a loop has been decoded, but not yet written

OnPart = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a recipe came to: its key, and for a file its digest and the stamp it had."""

    key: str
    source: str = ""
    stamp: Stamp | None = None


def make(recipe: Recipe, cache: Path, versions: Versions, on_part: OnPart) -> Made:
    """Prepare a recipe, if its audio is not there already.

    Raises:
        MediaError: the file cannot be used; the message names it.

    """
    if isinstance(recipe, SynthRecipe):
        return _make_synth(recipe, cache, versions)
    return _make_file(recipe, cache, versions, on_part)


def _make_synth(recipe: SynthRecipe, cache: Path, versions: Versions) -> Made:
    key = key_of(recipe, "", versions)
    if find(cache, key) is None:
        sound = synthesize(recipe)
        with Writer(cache, key) as writer:
            _write(writer, cut(sound, SAMPLE_RATE))
            writer.commit("", versions.synth)
    return Made(key)


def _make_file(recipe: FileRecipe, cache: Path, versions: Versions, on_part: OnPart) -> Made:
    path = Path(recipe.path)
    stamp = stamp_of(path)
    source = hash_file(path, lambda part: on_part(part * _HASHED))
    key = key_of(recipe, source, versions)
    if find(cache, key) is None:
        decoder = Decoder(path, _between(_HASHED, _DECODED if recipe.loop else 1.0, on_part))
        with Writer(cache, key) as writer:
            _write(writer, _loop(decoder, cache, on_part) if recipe.loop else decoder.blocks())
            _expect_unchanged(path, stamp)
            writer.commit(source, versions.decoder, _declared(recipe, decoder), decoder.replaced)
    return Made(key, source, stamp)


def _declared(recipe: FileRecipe, decoder: Decoder) -> Frames | None:
    """Return the length the file stated, less what a loop's crossfade takes of it."""
    if decoder.declared is None or not recipe.loop:
        return decoder.declared
    return Frames(max(0, decoder.declared - crossfade_length(decoder.frames)))


def _loop(decoder: Decoder, cache: Path, on_part: OnPart) -> Iterable[Block]:
    with tempfile.TemporaryFile(dir=folder(cache)) as spool:
        for block in decoder.blocks():
            spool.write(block.astype("<f4", copy=False).tobytes())
        written = _between(_DECODED, 1.0, on_part)
        for number, block in enumerate(loop_blocks(spool, decoder.frames)):
            written(min(1.0, number * SAMPLE_RATE / decoder.frames))
            yield block


def _between(start: float, end: float, on_part: OnPart) -> OnPart:
    return lambda part: on_part(start + part * (end - start))


def _write(writer: Writer, blocks: Iterable[Block]) -> None:
    for second in rechunk(blocks, SAMPLE_RATE):
        writer.write(second)


def _expect_unchanged(path: Path, stamp: Stamp) -> None:
    if stamp_of(path) != stamp:
        raise MediaError(f"{path}: changed while it was prepared. Prepare the playlist again.")
