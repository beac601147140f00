"""Reads XSPF (https://xspf.org/spec, version 1); entities and document types are refused."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_SPACE = "{http://xspf.org/ns/0/}"


def xspf_locations(raw: bytes) -> Iterator[str]:
    """Yield the first location of each track: an address, or a path with its escapes undone.

    Raises:
        ValueError: it is no XSPF, or asks for what a list has no need of.

    """
    try:
        root = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise ValueError("declares a document type or entities, which no list needs") from None
    except (ParseError, ValueError, LookupError) as error:
        raise ValueError(f"is no XSPF that can be read: {error}") from None
    if root.tag != f"{_SPACE}playlist":
        raise ValueError("is no XSPF: it does not begin with a playlist of http://xspf.org/ns/0/")
    for location in root.iterfind(f"{_SPACE}trackList/{_SPACE}track/{_SPACE}location[1]"):
        text = (location.text or "").strip()
        if text:
            yield text if _has_scheme(text) else unquote(text)


def _has_scheme(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme)
    except ValueError:
        return True
