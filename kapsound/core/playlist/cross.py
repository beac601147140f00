"""Checks what spans keys of a playlist: names, references, and limits that belong together.

These checks read the plain data of the file and pass over whatever is not of its kind, so
that they report together with the faults of single keys.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from kapsound.core.playlist.locate import Finding, KeyPath
from kapsound.core.playlist.model import SHIPPED, STANDARD_PHASES, Crossfade, Ducking
from kapsound.text import nearest, quoted
from kapsound.units import Seconds, format_duration, parse_duration

_FASTEST_RISE_DB_S = 6.0
_DEEPEST_DB = 40
_LONGEST_S = 24 * 3600


def cross_checks(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what is wrong between the keys of a playlist's plain data."""
    phases = _tables(data.get("phases"))
    if data.get("phases") == []:
        yield Finding(("phases",), "is empty; write one [[phases]] table at least")
    yield from _names(phases)
    yield from _doses(phases)
    yield from _references(data, phases)
    yield from _cue_keys(_table(data.get("cues")))
    yield from _ordered(("crossfade",), _table(data.get("crossfade")), Crossfade())
    yield from _ducking(_table(data.get("ducking")))
    for name, bed in _table(data.get("beds")).items():
        yield from _source(("beds", name), bed)
    yield from _roots(data, phases)
    for index, phase in phases.items():
        yield from _phase(("phases", index), phase)


def _names(phases: Mapping[int, Any]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for index, phase in phases.items():
        name = _text(phase, "name")
        folded = name.casefold()
        if name and folded in seen:
            other = quoted(seen[folded])
            yield Finding(
                ("phases", index, "name"), f"{other} is taken; give each phase its own name"
            )
        elif folded in STANDARD_PHASES and name != folded:
            words = f"{quoted(name)} is written {quoted(folded)}, as commands name it"
            yield Finding(("phases", index, "name"), words)
        seen.setdefault(folded, name)


def _doses(phases: Mapping[int, Any]) -> Iterator[Finding]:
    waiting = [index for index, phase in phases.items() if phase.get("until") == "dose"]
    for index in waiting[1:]:
        words = f"phases[{waiting[0]}] waits for the dose already; only one phase can"
        yield Finding(("phases", index, "until"), words)


def _references(data: Mapping[str, Any], phases: Mapping[int, Any]) -> Iterator[Finding]:
    beds, cues = tuple(_table(data.get("beds"))), tuple(_table(data.get("cues")))
    yield from _known(("safe_bed",), data.get("safe_bed"), "beds", beds)
    yield from _known(("grounding",), data.get("grounding"), "cues", cues)
    for index, phase in phases.items():
        named = _list(phase.get("beds"))
        for place, bed in enumerate(named):
            path = ("phases", index, "beds", place)
            yield from _known(path, bed, "beds", beds)
            if isinstance(bed, str) and bed in named[:place]:
                yield Finding(path, f"{quoted(bed)} is named twice in this phase")
        for place, cue in _tables(phase.get("cues")).items():
            yield from _known(("phases", index, "cues", place, "cue"), cue.get("cue"), "cues", cues)


def _roots(data: Mapping[str, Any], phases: Mapping[int, Any]) -> Iterator[Finding]:
    names = (*_table(data.get("roots")), SHIPPED)
    sounds: dict[KeyPath, Any] = {
        (table, name): item
        for table in ("beds", "cues")
        for name, item in _table(data.get(table)).items()
    }
    for index, phase in phases.items():
        tracks = enumerate(_list(phase.get("tracks")))
        sounds |= {("phases", index, "tracks", place): track for place, track in tracks}
    for path, item in sounds.items():
        yield from _known((*path, "root"), _table(item).get("root"), "roots", names)


def _known(path: KeyPath, value: Any, table: str, ids: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(value, str) and value not in ids:
        there = f"there are: {', '.join(map(quoted, ids))}" if ids else "there are none"
        hint = nearest(value, ids) or f"; {there}"
        yield Finding(path, f"{quoted(value)} is not in [{table}]{hint}")


def _cue_keys(cues: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, cue in cues.items():
        key = _text(_table(cue), "key")
        if key and key in seen:
            words = f"{quoted(key)} plays the cue {quoted(seen[key])} already; choose another"
            yield Finding(("cues", name, "key"), words)
        seen.setdefault(key, name)


def _ordered(
    path: KeyPath, table: Mapping[str, Any], normal: Crossfade | None = None
) -> Iterator[Finding]:
    """Find a minimum, length and maximum out of order; `normal` has those that are left out."""
    keys = ("minimum", "length", "maximum")
    spans = {key: _seconds(table, key, getattr(normal, key, None)) for key in keys}
    known = [(key, seconds) for key, seconds in spans.items() if seconds is not None]
    for (less, small), (more, large) in pairwise(known):
        if small > large:
            key = less if less in table else more
            ends = (_end(table, less, small), _end(table, more, large))
            words = f"{' is more than '.join(ends)}; write minimum <= length <= maximum"
            yield Finding((*path, key), words)


def _end(table: Mapping[str, Any], key: str, seconds: Seconds) -> str:
    return f"{key} ({format_duration(seconds)}{'' if key in table else ' by default'})"


def _ducking(table: Mapping[str, Any]) -> Iterator[Finding]:
    normal = Ducking()
    depth, up = table.get("depth", normal.depth), _seconds(table, "up", normal.up)
    if up is None or not isinstance(depth, int | float) or not -_DEEPEST_DB <= depth <= 0:
        return
    if -depth > _FASTEST_RISE_DB_S * up:
        needed = format_duration(-depth / _FASTEST_RISE_DB_S + 0.05)
        words = f"coming back {-depth:g} dB in {format_duration(up)} would startle"
        yield Finding(("ducking", "up"), f'{words}; write up = "{needed}" or more')


def _source(path: KeyPath, table: Any) -> Iterator[Finding]:
    if not isinstance(table, dict):
        return
    if ("path" in table) == ("synth" in table):
        both = "holds both path and synth" if "path" in table else "names no sound"
        yield Finding(path, f"{both}; write either path (a file) or synth")
    for key in ("seed", "length"):
        if key in table and "synth" not in table:
            hint = " (start and end cut a file)" if key == "length" else ""
            yield Finding((*path, key), f"goes with synth only{hint}; take it out")
    if "root" in table and "path" not in table:
        yield Finding((*path, "root"), "goes with path only; take it out")


def _phase(path: KeyPath, phase: Mapping[str, Any]) -> Iterator[Finding]:
    length = _seconds(phase, "length")
    yield from _ordered(path, phase)
    for index, track in enumerate(_list(phase.get("tracks"))):
        yield from _track((*path, "tracks", index), track)
    for index, cue in _tables(phase.get("cues")).items():
        at = _seconds({"at": _text(cue, "at").removeprefix("-")}, "at")
        if at is not None and length is not None and at > length:
            words = (
                f"{quoted(cue['at'])} is outside the phase, which lasts {format_duration(length)}"
            )
            yield Finding((*path, "cues", index, "at"), words)


def _track(path: KeyPath, track: Any) -> Iterator[Finding]:
    yield from _source(path, track)
    start, end = _seconds(_table(track), "start", Seconds(0.0)), _seconds(_table(track), "end")
    if start is not None and end is not None and end <= start:
        words = (
            f"the track ends at {format_duration(end)}, but it starts at {format_duration(start)}"
        )
        yield Finding((*path, "end"), f"{words}; write an end after the start")


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _tables(value: Any) -> dict[int, Mapping[str, Any]]:
    return {index: item for index, item in enumerate(_list(value)) if isinstance(item, dict)}


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    return value if isinstance(value, str) else ""


def _seconds(table: Mapping[str, Any], key: str, default: Seconds | None = None) -> Seconds | None:
    if key not in table:
        return default
    try:
        seconds = parse_duration(_text(table, key))
    except ValueError:
        return None
    return seconds if seconds <= _LONGEST_S else None
