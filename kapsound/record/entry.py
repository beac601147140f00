"""Writes and reads one line of a journal: what it says, and the chain to the line before.

A line is one JSON object in ASCII, its keys in this order and without spaces:

    {"n":7,"frame":48000,"utc":"...","boot":81.5,"kind":"note","data":{},"prev":"..","hash":".."}

`n` counts the record's lines from 0; `prev` is the `hash` of line n-1, or `BEGINNING`; `hash`
is blake2b (16 bytes, hex) of every byte of the line before `,"hash"`. Floats are written so
that they read back exactly; those JSON has no number for are written as "nan", "inf", "-inf".
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from operator import index
from typing import Any

from kapsound.core.events import Event
from kapsound.core.history import Instant, Moment
from kapsound.core.record_events import read_event
from kapsound.units import Frames

BEGINNING = "0" * 32
_SEAL = b',"hash":"%s"}'
_SEAL_BYTES = len(_SEAL) - 2 + len(BEGINNING)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as it is read: `utc` bears its offset, `boot` is in seconds."""

    n: int
    frame: Frames
    utc: datetime
    boot: float
    kind: str
    data: Mapping[str, Any]

    @property
    def moment(self) -> Moment[Event]:
        """What the line says, typed, and when it happened."""
        return Moment(Instant(self.frame, self.utc), read_event(self.kind, self.data))


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become a line; `data` is JSON already."""

    frame: int
    utc: datetime
    boot: float
    kind: str
    data: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The place of the next line: its number, and the hash of the line before."""

    n: int
    prev: str


START = Chain(0, BEGINNING)


@dataclass(frozen=True, slots=True)
class Line:
    """A whole line as it is read, with its place in the chain."""

    entry: Entry
    prev: str
    hash: str

    @property
    def next(self) -> Chain:
        """Where the line after this one goes."""
        return Chain(self.entry.n + 1, self.hash)


def write_line(what: Draft, chain: Chain) -> tuple[bytes, Chain]:
    """Return the line's bytes with its line end, and the chain after it."""
    body = (
        f'{{"n":{chain.n},"frame":{what.frame},"utc":"{what.utc.isoformat()}",'
        f'"boot":{what.boot!r},"kind":{json.dumps(what.kind)},"data":{what.data},'
        f'"prev":"{chain.prev}"'
    ).encode("ascii")
    mark = _hash(body)
    return body + _SEAL % mark.encode() + b"\n", Chain(chain.n + 1, mark)


def read_line(raw: bytes) -> Line:
    """Read a line given without its line end.

    Raises:
        ValueError: it is not whole; the message says in what way.

    """
    body = raw[:-_SEAL_BYTES]
    mark = _hash(body)
    if raw[len(body) :] != _SEAL % mark.encode():
        raise ValueError("the line is damaged: it does not fit its hash")
    try:
        values = json.loads(raw)
        return Line(_entry(values), str(values["prev"]), mark)
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError("the line is not one of a journal") from error


def encode(values: Mapping[str, object]) -> str:
    """Return values as compact ASCII JSON; what JSON cannot hold is written as text."""
    try:
        return json.dumps(dict(values), separators=(",", ":"), allow_nan=False, default=str)
    except ValueError:
        return json.dumps(_finite(values), separators=(",", ":"), default=str)


def _entry(values: Mapping[str, Any]) -> Entry:
    return Entry(
        n=index(values["n"]),
        frame=Frames(index(values["frame"])),
        utc=datetime.fromisoformat(values["utc"]),
        boot=float(values["boot"]),
        kind=str(values["kind"]),
        data=dict(values["data"]),
    )


def _hash(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


def _finite(value: object) -> object:
    match value:
        case float() if not math.isfinite(value):
            return str(float(value))
        case Mapping():
            return {key: _finite(item) for key, item in value.items()}
        case Sequence() if not isinstance(value, str | bytes):
            return [_finite(item) for item in value]
    return value
