"""Turns what a list names into the path of a file."""

import re
from os.path import normpath
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def file_of(location: str, path: str) -> str:
    """Return the absolute path of a location in the list at an absolute path.

    Raises:
        ValueError: it names no file; the message completes "LOCATION ...".

    """
    if "\x00" in location:
        raise ValueError("holds a NUL character, which no file name has")
    name = _of_url(location) if _SCHEME.match(location) else location.replace("\\", "/")
    return normpath(PurePath(path).parent / name)


def _of_url(location: str) -> str:
    try:
        parts = urlsplit(location)
    except ValueError:
        raise ValueError("is no address that can be read") from None
    if parts.scheme.lower() != "file":
        raise ValueError("is an address on the network; download it and name the file")
    if parts.netloc not in ("", "localhost"):
        raise ValueError("lies on another machine; copy it here and name the file")
    name = unquote(parts.path)
    if not name or "\x00" in name:
        raise ValueError("names no file")
    return name
