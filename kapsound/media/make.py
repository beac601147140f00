"""Prepares the audio of one recipe; runs in a worker process."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kapsound.cache.digest import digest_of_file
from kapsound.cache.name import NO_NAME, Name
from kapsound.cache.reader import find
from kapsound.cache.source_digests import Stamp
from kapsound.cache.store import folder, key_of
from kapsound.cache.toolchain import Versions
from kapsound.cache.writer import Measured, Writer
from kapsound.core.prepared import FileRecipe, Recipe
from kapsound.errors import MediaError
from kapsound.media.blocks import cut, rechunk, to_bytes
from kapsound.media.decode import Decoder
from kapsound.media.loop import crossfade_length, loop_blocks
from kapsound.media.measure import Meter
from kapsound.media.probe import stamp_of
from kapsound.media.synth import synthesize
from kapsound.media.tags import read_tags
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE, Frames

_HASHED = 0.05  # the part of the work that is done when the file has been read for its digest
_DECODED = 0.7  # ... and when a loop has been decoded, but not yet written

OnPart = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Work:
    """Says how recipes are made: into which cache, by what; `on_part` is told the part done.

    `verify` checks every second of audio that is there already, and makes it again if damaged.
    """

    cache: Path
    versions: Versions
    on_part: OnPart
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """Tells what a recipe came to: its key, and for a file its digest, its stamp and its name.

    `mended` if it was there, but damaged.
    """

    key: str
    source: str = ""
    stamp: Stamp | None = None
    mended: bool = False
    name: Name = NO_NAME


def make(recipe: Recipe, work: Work) -> Made:
    """Prepare a recipe, if its audio is not there already.

    Raises:
        MediaError: the file cannot be used; the message names it.

    """
    stamp, source, name, made_by = None, "", NO_NAME, work.versions.synth
    if isinstance(recipe, FileRecipe):
        tags = read_tags(Path(recipe.path))
        name = Name(tags.title, tags.artist)
        stamp, made_by = stamp_of(Path(recipe.path)), work.versions.decoder
        source = digest_of_file(Path(recipe.path), _between(0, _HASHED, work.on_part))
    key = key_of(recipe, source, work.versions)
    stands, mended = _look(key, work)
    if not stands:
        with Writer(work.cache, key, made_by, source) as writer:
            if isinstance(recipe, FileRecipe):
                _decode(recipe, stamp, writer, work, name)
            else:
                writer.commit(_write(writer, cut(synthesize(recipe), SAMPLE_RATE)))
    return Made(key, source, stamp, mended, name)


def _look(key: str, work: Work) -> tuple[bool, bool]:
    """Return whether a key's audio is there and right, and whether it is there, but damaged."""
    prepared = find(work.cache, key)
    if prepared is None:
        return False, False
    damaged = work.verify and bool(prepared.damaged(_between(_HASHED, 1.0, work.on_part)))
    return not damaged, damaged


def _declared(recipe: FileRecipe, decoder: Decoder) -> Frames | None:
    """Return the length the file stated, less what a loop's crossfade takes of it."""
    if decoder.declared is None or not recipe.loop:
        return decoder.declared
    return Frames(max(0, decoder.declared - crossfade_length(decoder.frames)))


def _loop(decoder: Decoder, work: Work) -> Iterable[Samples]:
    with tempfile.TemporaryFile(dir=folder(work.cache)) as spool:
        for block in decoder.blocks():
            spool.write(to_bytes(block))
        written = _between(_DECODED, 1.0, work.on_part)
        for number, block in enumerate(loop_blocks(spool, decoder.frames)):
            written(min(1.0, number * SAMPLE_RATE / decoder.frames))
            yield block


def _decode(
    recipe: FileRecipe, stamp: Stamp | None, writer: Writer, work: Work, name: Name
) -> None:
    path = Path(recipe.path)
    ends = _DECODED if recipe.loop else 1.0
    decoder = Decoder(path, _between(_HASHED, ends, work.on_part))
    measured = _write(writer, _loop(decoder, work) if recipe.loop else decoder.blocks())
    if stamp_of(path) != stamp:
        raise MediaError(f"{path}: changed while it was prepared. Prepare the playlist again.")
    writer.commit(measured, _declared(recipe, decoder), decoder.replaced, name)


def _between(start: float, end: float, on_part: OnPart) -> OnPart:
    return lambda part: on_part(start + part * (end - start))


def _write(writer: Writer, blocks: Iterable[Samples]) -> Measured:
    meter = Meter()
    for second in rechunk(blocks, SAMPLE_RATE):
        writer.write(to_bytes(second))
        meter.add(second)
    return meter.result()
