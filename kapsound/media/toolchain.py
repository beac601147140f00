"""Opens the digests of source files for the decoder, libraries and code that are installed."""

from functools import partial
from pathlib import Path

from kapsound.cache.source_digests import SourceDigests
from kapsound.cache.toolchain import read_versions, tools_stamp
from kapsound.media.pool import worker_command, worker_environment


def source_digests(cache: Path) -> SourceDigests:
    """Return what a cache knows of source files; versions are asked of a worker."""
    ask = partial(read_versions, worker_command("--versions"), worker_environment())
    return SourceDigests(cache, tools_stamp(Path(__file__).parent), ask)
