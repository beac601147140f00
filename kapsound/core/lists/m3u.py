"""Reads M3U and M3U8: a location a line; what begins with # says something of the next."""

from codecs import BOM_UTF8
from collections.abc import Iterator


def m3u_locations(raw: bytes) -> Iterator[str]:
    """Yield the locations of a list in UTF-8, or else in the Latin-1 of older players."""
    for line in text_of(raw).splitlines():
        location = line.strip()
        if location and not location.startswith("#"):
            yield location


def text_of(raw: bytes) -> str:
    """Return the text of a list of no declared encoding."""
    try:
        return raw.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
