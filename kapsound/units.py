"""Defines units of time, level and disk space, and converts them; nothing else does.

Session time is an integer count of frames at 48 kHz. Everything the renderer does begins at
a *grid start*: a multiple of `GRID` frames.
"""

import re
from decimal import Context, Decimal
from functools import lru_cache
from typing import NewType

Frames = NewType("Frames", int)
Seconds = NewType("Seconds", float)
Decibels = NewType("Decibels", float)
Lufs = NewType("Lufs", float)

SAMPLE_RATE = 48_000
CHANNELS = 2
GRID = 2_048
SILENT_DB = Decibels(-80.0)

_PARTS = r"(?:(\d{1,9})h ?)?(?:(\d{1,9})m ?)?(?:(\d{1,9}(?:\.\d+)?)s)?"
_DURATION = re.compile(_PARTS, re.ASCII)
_BARE = re.compile(r"\d{1,9}(?:\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,4}):([0-5]?\d)|(\d{1,4})):([0-5]\d(?:\.\d+)?)", re.ASCII)
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,12})?) ?([MGT])B", re.ASCII | re.IGNORECASE)
_SIZES = {"T": 10**12, "G": 10**9, "M": 10**6}
# Decimal arithmetic is specified to the last digit, unlike the processor's `pow`, so the same
# level gives the same gain on every machine and a record replays bit for bit.
_EXACT = Context(prec=24)


def to_frames(seconds: float) -> Frames:
    """Return the nearest whole frame; halves go away from zero."""
    return Frames(int(seconds * SAMPLE_RATE + 0.5) if seconds >= 0 else -to_frames(-seconds))


def to_seconds(frames: int) -> Seconds:
    """Return a count of frames in seconds."""
    return Seconds(frames / SAMPLE_RATE)


def grid_ceil(frame: int) -> Frames:
    """Return the first grid start at or after `frame`."""
    return Frames(-(-frame // GRID) * GRID)


@lru_cache(maxsize=4096)
def to_gain(level: float) -> float:
    """Return the linear gain of a level in dB; at or under `SILENT_DB` it is exactly 0.0."""
    if level <= SILENT_DB:
        return 0.0
    return float(_EXACT.power(Decimal(10), _EXACT.divide(Decimal(level), Decimal(20))))


def parse_duration(text: str) -> Seconds:
    """Read a duration as people write it: `1:30`, `90`, `90s`, `1m30s`, `1m 30s`, `1h`.

    Raises:
        ValueError: the text is none of these; the message says what is allowed.

    """
    written = text.strip()
    if _CLOCK.fullmatch(written):
        return parse_clock(written)
    if _BARE.fullmatch(written):
        return Seconds(float(written))
    found = _DURATION.fullmatch(written)
    if not found or not any(found.groups()):
        raise ValueError(f'"{text}" is not a duration; write it like "90s", "1m30s" or "1:30"')
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return Seconds(hours * 3600 + minutes * 60 + seconds)


def parse_clock(text: str) -> Seconds:
    """Read a session time, `MM:SS` or `H:MM:SS`.

    Raises:
        ValueError: the text is neither.

    """
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{text}" is not a session time; write it like "0:20" or "1:05:00"')
    hours, minutes, only_minutes, seconds = (float(part or 0) for part in found.groups())
    return Seconds(hours * 3600 + (minutes + only_minutes) * 60 + seconds)


def format_duration(seconds: float) -> str:
    """Write a duration as people write it, to a tenth of a second: `12m30s`, `-0.5s`."""
    tenths = round(seconds * 10)
    if tenths < 0:
        return f"-{format_duration(-seconds)}"
    hours, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    parts = [f"{hours}h" if hours else "", f"{minutes}m" if minutes else ""]
    if rest or not tenths:
        parts.append(f"{rest / 10:g}s")
    return "".join(parts)


def format_clock(seconds: float) -> str:
    """Write a session time: `M:SS`, from an hour on `H:MM:SS`; parts of a second left out."""
    total = int(seconds)
    if total < 0:
        return f"-{format_clock(-seconds)}"
    hours, rest = divmod(total, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def parse_size(text: str) -> int:
    """Read an amount of disk space as people write it, `20GB`, `1.5TB` or `800MB`, in bytes.

    Raises:
        ValueError: the text is none of these; the message says what is allowed.

    """
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{text}" is no amount of disk space; write it like "20GB" or "1.5TB"')
    return int(Decimal(found[1]) * _SIZES[found[2].upper()])


def format_size(octets: int) -> str:
    """Write an amount of disk space exactly, as `parse_size` reads it: `20GB`, `1.5TB`."""
    unit, size = next(((u, n) for u, n in _SIZES.items() if octets >= n), ("M", _SIZES["M"]))
    return f"{(Decimal(octets) / size).normalize():f}{unit}B"
