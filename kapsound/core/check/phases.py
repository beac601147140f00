"""Finds phases with too little music, too much, or none that ends in time."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kapsound.core.assembly import assemble
from kapsound.core.check.prepared_sounds import HEARD_S, Sounds, shown, tagged
from kapsound.core.check.sounds import unsafe
from kapsound.core.course import written
from kapsound.core.landing import SHORTEST_PART
from kapsound.core.plan import LARGEST_PART
from kapsound.core.playlist.locate import Finding, KeyPath
from kapsound.core.playlist.model import Phase, Playlist
from kapsound.text import nearest, quoted
from kapsound.units import Seconds


def of_phases(playlist: Playlist, sounds: Sounds) -> Iterator[Finding]:
    """Find the phases that would not go as they are written."""
    yield from _no_return(playlist)
    for place, phase in enumerate(playlist.phases):
        path: KeyPath = ("phases", place)
        yield from _wording(path, phase, playlist)
        lengths = [sounds.seconds(track) for track in phase.tracks]
        names = [tagged(item, sounds.of(item)) or quoted(item.name) for item in phase.tracks]
        yield from _filled(path, phase, playlist, list(zip(names, lengths, strict=True)))
        yield from _too_short(path, phase, playlist, lengths)
    yield from _faded(playlist, sounds)


def _no_return(playlist: Playlist) -> Iterator[Finding]:
    names = [phase.name for phase in playlist.phases]
    if "return" not in names:
        words = 'no phase is named "return", so the command return has nowhere to go'
        yield Finding(("phases",), words + _near_name(names))


def _near_name(names: Sequence[str]) -> str:
    near = next((name for name in names if nearest(name, ["return"])), None)
    return f"; is {quoted(near)} meant?" if near else ""


def _wording(path: KeyPath, phase: Phase, playlist: Playlist) -> Iterator[Finding]:
    if not phase.tracks and not phase.beds:
        words = f"has neither tracks nor beds; only the safe bed {quoted(playlist.safe_bed)} sounds"
        yield Finding(path, words)
    if phase.level > playlist.maximum_level:
        most = f"{playlist.maximum_level:g} dB"
        words = f"{phase.level:g} dB is over maximum_level; the phase plays at {most}"
        yield Finding((*path, "level"), words)


def _filled(
    path: KeyPath, phase: Phase, playlist: Playlist, tracks: Sequence[tuple[str, Seconds | None]]
) -> Iterator[Finding]:
    known = [length for _, length in tracks if length]
    if not known or len(known) < len(tracks):
        return
    starts, filled = _starts(known, playlist.crossfade.length)
    if playlist.phases[-1] is not phase:
        filled -= _fade(playlist.crossfade.length, known[-1], known[-1])
    times = f"tracks fill {shown(filled)} of {shown(phase.length)}"
    if filled < phase.length - HEARD_S:
        yield Finding((*path, "tracks"), f"{times}; they will repeat after that")
    elif phase.arrange == "listed" and filled > phase.length + phase.slack:
        unheard = next((n for n, at in enumerate(starts) if at >= phase.length), None)
        late = "the last is faded out"
        if unheard is not None:
            late = f"from {tracks[unheard][0]} on they are not reached"
        yield Finding((*path, "tracks"), f"{times}; {late}")


def _too_short(
    path: KeyPath, phase: Phase, playlist: Playlist, lengths: Sequence[Seconds | None]
) -> Iterator[Finding]:
    least = SHORTEST_PART * playlist.crossfade.maximum
    short = sum(length is not None and length < least for length in lengths)
    if phase.arrange == "fit" and short:
        tracks = "1 track is" if short == 1 else f"{short} tracks are"
        words = f"{tracks} shorter than {shown(least)}, so the phase can land without them only"
        yield Finding((*path, "tracks"), words)


def _faded(playlist: Playlist, sounds: Sounds) -> Iterator[Finding]:
    """Find the fitted phases that would not end with their music if all goes as written."""
    fitted = {
        place: phase
        for place, phase in enumerate(playlist.phases)
        if phase.arrange == "fit" and phase.tracks and all(map(sounds.of, phase.tracks))
    }
    if not fitted or unsafe(playlist, sounds):
        return
    went = written(assemble(playlist, sounds.root, sounds.index)).phases
    for place, phase in fitted.items():
        if place < len(went) and went[place].landing == "faded":
            slack = shown(phase.slack)
            words = f"no choice of its tracks ends with the phase, nor within {slack} of its end"
            yield Finding(("phases", place, "arrange"), f"{words}; it will be faded")


def _starts(lengths: Sequence[float], crossfade: float) -> tuple[list[float], float]:
    """Return when each track begins, and when the last is over."""
    starts = [0.0]
    for before, after in pairwise(lengths):
        starts.append(starts[-1] + before - _fade(crossfade, before, after))
    return starts, starts[-1] + lengths[-1]


def _fade(crossfade: float, before: float, after: float) -> float:
    return min(crossfade, before / LARGEST_PART, after / LARGEST_PART)
