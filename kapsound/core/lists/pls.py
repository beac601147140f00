"""Reads PLS: lines such as `File1=/music/dawn.ogg`."""

import re
from collections.abc import Iterator

from kapsound.core.lists.m3u import text_of

_FILE = re.compile(r"\s*file\d+\s*=\s*(.*\S)", re.IGNORECASE)


def pls_locations(raw: bytes) -> Iterator[str]:
    """Yield the locations of a list, in the order of its lines."""
    for line in text_of(raw).splitlines():
        if found := _FILE.match(line):
            yield found[1]
