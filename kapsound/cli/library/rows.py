"""Writes tracks of the library for people, and for scripts."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from typing import Any

from kapsound.library.curves import Curves
from kapsound.library.find import LibraryTrack
from kapsound.text import visible
from kapsound.units import format_clock

_BLOCKS = "▁▂▃▄▅▆▇█"
_COLUMNS = 60
_DEPTH_LU = 32.0


def row(track: LibraryTrack) -> str:
    """Return a track as a line of a list."""
    facts = track.facts
    loudness = "   none" if facts.loudness is None else f"{_about(track)}{facts.loudness:.1f}"
    artist = f" - {facts.artist}" if facts.artist else ""
    tags = f"  [{', '.join(facts.tags)}]" if facts.tags else ""
    line = (
        f"{track.id:>6}  {format_clock(facts.length):>7}  {loudness:>7} LUFS"
        f"  {facts.intensity or '-'}  {facts.title}{artist}{tags}"
    )
    return visible(line)


def _about(track: LibraryTrack) -> str:
    """Return the sign of a loudness that its tags say, for it could not be measured."""
    return "~" if track.loudness_tagged else ""


def values(track: LibraryTrack, curves: Curves | None = None, **more: Any) -> dict[str, Any]:
    """Return a track for scripts."""
    return {**asdict(track), **({"curves": asdict(curves)} if curves else {}), **more}


def details(
    track: LibraryTrack,
    curves: Curves,
    places: list[str],
    wishes: list[tuple[str, str]],
    today: date,
) -> Iterator[str]:
    """Yield all that is known of a track, a line each."""
    for name, text in _named(track, curves, today):
        if text:
            yield visible(f"{name:<15} {text}")
    for place in places:
        yield visible(f"{'file':<15} {place}")
    for client, wish in wishes:
        yield visible(f"{wish:<15} {client}")


def _named(track: LibraryTrack, curves: Curves, today: date) -> Iterator[tuple[str, str]]:
    facts = track.facts
    yield "number", f"{track.id}{', missing' if track.missing else ''}"
    for name in ("title", "artist", "album", "genre"):
        yield name, getattr(facts, name)
    yield "year", str(facts.year or "")
    yield "bpm", str(facts.bpm or "")
    yield "rights", track.rights
    yield "length", format_clock(facts.length)
    by = ", by its tags: too short or too quiet to measure" if track.loudness_tagged else ""
    yield "loudness", "none" if facts.loudness is None else f"{facts.loudness:.1f} LUFS{by}"
    yield "range", f"{facts.range:.1f} LU"
    yield "peak", f"{facts.peak:.1f} dBTP"
    yield "silence", f"{track.lead_silence:.1f} s before, {track.trail_silence:.1f} s after"
    yield "brightness", f"{facts.brightness:.0f} Hz" if facts.brightness else ""
    yield "onsets", "" if facts.onsets is None else f"{facts.onsets:.1f} a second"
    yield "loudness curve", drawn(curves.loudness)
    yield "intensity", str(facts.intensity or "")
    yield "valence", str(facts.valence or "")
    yield "vocals", facts.vocals or ""
    yield "tags", ", ".join(facts.tags)
    yield "notes", facts.notes
    yield "licence", facts.licence
    yield "licence source", track.licence_source
    yield "licence expires", _expiry(track.licence_expires, today)


def _expiry(day: str, today: date) -> str:
    return f"{day}, EXPIRED" if day and date.fromisoformat(day) < today else day


def drawn(loudness: tuple[float, ...]) -> str:
    """Return a curve of loudness as a line of blocks, 4 LU a step below the loudest second."""
    if not loudness:
        return ""
    columns = min(_COLUMNS, len(loudness))
    ends = [len(loudness) * place // columns for place in range(columns + 1)]
    parts = [loudness[start:end] for start, end in pairwise(ends)]
    top = max(loudness)
    return "".join(_block(sum(part) / len(part) - top) for part in parts)


def _block(below: float) -> str:
    last = len(_BLOCKS) - 1
    return _BLOCKS[min(last, max(0, last - int(-below * len(_BLOCKS) / _DEPTH_LU)))]
