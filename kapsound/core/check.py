"""What would go wrong in the room, found beforehand: a playlist against its prepared audio."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kapsound.core.course import written
from kapsound.core.landing import SHORTEST_PART
from kapsound.core.material import assemble, recipe
from kapsound.core.playlist.locate import KeyPath, key_lines, locate
from kapsound.core.playlist.model import Bed, Cue, Phase, Playlist, Track
from kapsound.core.playlist.parse import key_text
from kapsound.core.playlist.text import nearest, path_problem, quoted
from kapsound.core.prepared import Index, PreparedAudio, Recipe
from kapsound.errors import Problem
from kapsound.units import Seconds, format_duration, to_seconds

__all__ = ["check", "path_problem"]

SHORTEST_BED_S = 10.0
# The player holds the safe bed in memory, where no disk can take it away.
LONGEST_SAFE_BED_S = 120.0
LOUDEST_LUFS = -6.0
HIGHEST_DBTP = 0.0
# More than this, of full scale, takes room from the sound, and is heard where it stops.
LARGEST_OFFSET = 0.05
# Crossfades take no more than this part of either track.
_LARGEST_PART = 3
_HEARD_S = 0.5

_Scheduled = tuple[float, float, str, KeyPath]


@dataclass(frozen=True, slots=True)
class _Finding:
    path: KeyPath
    message: str
    error: bool = False


def check(playlist: Playlist, root: str, index: Index, text: str, file: str) -> tuple[Problem, ...]:
    """Return all that needs a look before the session, in the order of the file.

    `root` is the absolute media root, as for `recipes`; `text` is the playlist's own, for line
    numbers, and `file` its name. A sound that `index` lacks is passed over, and so is a phase
    that has one, since preparing has named it already.
    """
    lines = key_lines(text)
    problems = (
        Problem(
            file,
            found.message,
            locate(lines, found.path),
            key_text(found.path),
            "error" if found.error else "warning",
        )
        for found in _findings(playlist, _Sounds(root, index))
    )
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def refused(
    playlist: Playlist, root: str, reasons: Iterable[tuple[Recipe, str]], text: str, file: str
) -> tuple[Problem, ...]:
    """Return a problem for each place that uses a sound which could not be prepared."""
    lines, why = key_lines(text), dict(reasons)
    return tuple(
        Problem(file, why[used], locate(lines, path), key_text(path))
        for path, used in _used(playlist, root)
        if used in why
    )


def safe_bed_problem(
    playlist: Playlist, root: str, index: Index, text: str, file: str
) -> Problem | None:
    """Return why no session can start for want of a safe bed, or None; arguments as `check`."""
    words = _unsafe(playlist, _Sounds(root, index))
    if words is None:
        return None
    return Problem(file, words, locate(key_lines(text), ["safe_bed"]), "safe_bed")


def _unsafe(playlist: Playlist, sounds: "_Sounds") -> str | None:
    name = playlist.safe_bed
    audio = sounds.of(playlist.beds[name])
    if audio is None:
        return f"the bed {quoted(name)} cannot be prepared; choose another"
    length, most = to_seconds(audio.frames), _shown(LONGEST_SAFE_BED_S)
    if length > LONGEST_SAFE_BED_S:
        words = f"the bed {quoted(name)} lasts {_shown(length)}; a safe bed lasts {most} at most"
        return f"{words}, for it is held in memory. Choose another, or shorten it"
    return None


def _used(playlist: Playlist, root: str) -> Iterator[tuple[KeyPath, Recipe]]:
    for name, bed in playlist.beds.items():
        yield ("beds", name), recipe(bed.source, root, loop=True)
    for name, cue in playlist.cues.items():
        yield ("cues", name), recipe(cue.source, root, loop=False)
    for place, phase in enumerate(playlist.phases):
        for number, track in enumerate(phase.tracks):
            path = ("phases", place, "tracks", number)
            yield path, recipe(track.source, root, loop=False)


@dataclass(frozen=True, slots=True)
class _Sounds:
    root: str
    index: Index

    def of(self, item: Track | Bed | Cue) -> PreparedAudio | None:
        return self.index.get(recipe(item.source, self.root, loop=isinstance(item, Bed)))

    def seconds(self, item: Track | Cue) -> Seconds | None:
        """Return how long a track or cue is heard, without the silence at its ends."""
        audio = self.of(item)
        if audio is None:
            return None
        begin, end = to_seconds(audio.lead_silence), to_seconds(audio.frames - audio.trail_silence)
        if isinstance(item, Track):
            begin = item.start or begin
            end = end if item.end is None else min(item.end, to_seconds(audio.frames))
        return Seconds(max(end - begin, 0.0))


def _findings(playlist: Playlist, sounds: _Sounds) -> Iterator[_Finding]:
    yield from _no_return(playlist)
    if sounds.of(playlist.beds[playlist.safe_bed]) and (words := _unsafe(playlist, sounds)):
        yield _Finding(("safe_bed",), words, error=True)
    for name, bed in playlist.beds.items():
        yield from _bed(("beds", name), sounds.of(bed))
    for name, cue in playlist.cues.items():
        yield from _sound(("cues", name), sounds.of(cue))
    for place, phase in enumerate(playlist.phases):
        path: KeyPath = ("phases", place)
        yield from _wording(path, phase, playlist)
        for number, track in enumerate(phase.tracks):
            yield from _track((*path, "tracks", number), track, sounds.of(track))
        lengths = [sounds.seconds(track) for track in phase.tracks]
        yield from _filled(path, phase, playlist, lengths)
        yield from _too_short(path, phase, playlist, lengths)
        yield from _scheduled(path, phase, playlist, sounds)
    yield from _faded(playlist, sounds)


def _no_return(playlist: Playlist) -> Iterator[_Finding]:
    names = [phase.name for phase in playlist.phases]
    if "return" not in names:
        words = 'no phase is named "return", so the command return has nowhere to go'
        yield _Finding(("phases",), words + _near_name(names))


def _near_name(names: Sequence[str]) -> str:
    near = next((name for name in names if nearest(name, ["return"])), None)
    return f"; is {quoted(near)} meant?" if near else ""


def _wording(path: KeyPath, phase: Phase, playlist: Playlist) -> Iterator[_Finding]:
    if not phase.tracks and not phase.beds:
        words = f"has neither tracks nor beds; only the safe bed {quoted(playlist.safe_bed)} sounds"
        yield _Finding(path, words)
    if phase.level > playlist.maximum_level:
        most = f"{playlist.maximum_level:g} dB"
        words = f"{phase.level:g} dB is over maximum_level; the phase plays at {most}"
        yield _Finding((*path, "level"), words)


def _bed(path: KeyPath, audio: PreparedAudio | None) -> Iterator[_Finding]:
    yield from _sound(path, audio)
    if audio is not None and to_seconds(audio.frames) < SHORTEST_BED_S:
        length, least = _shown(to_seconds(audio.frames)), _shown(SHORTEST_BED_S)
        words = f"lasts only {length}, so its repeating is heard; use {least} at least"
        yield _Finding(path, words)


def _track(path: KeyPath, track: Track, audio: PreparedAudio | None) -> Iterator[_Finding]:
    yield from _sound(path, audio)
    if audio is None:
        return
    length = to_seconds(audio.frames)
    lasts = f"but the sound lasts {_shown(length)}"
    if track.start >= length:
        words = f"the track starts at {_shown(track.start)}, {lasts}; nothing of it is played"
        yield _Finding((*path, "start"), words, error=True)
    if track.end is not None and track.end > length + _HEARD_S:
        words = f"the track ends at {_shown(track.end)}, {lasts}; it is played to its end"
        yield _Finding((*path, "end"), words)


def _sound(path: KeyPath, audio: PreparedAudio | None) -> Iterator[_Finding]:
    if audio is None:
        return
    if audio.loudness is None:
        yield _Finding(path, "is silent, or too quiet and short to have a loudness")
    elif audio.loudness > LOUDEST_LUFS or audio.true_peak > HIGHEST_DBTP:
        measured = f"{audio.loudness:.1f} LUFS, peaks at {audio.true_peak:+.1f} dBTP"
        words = f"is far too loud ({measured}); it is brought down, but may sound harsh: listen"
        yield _Finding(path, words)
    yield from _damaged(path, audio)


def _damaged(path: KeyPath, audio: PreparedAudio) -> Iterator[_Finding]:
    length, stated = to_seconds(audio.frames), to_seconds(audio.declared or 0)
    if length < stated - _HEARD_S:
        words = f"the file is cut off: {_shown(length)} of {_shown(stated)}; get it whole"
        yield _Finding(path, words)
    if audio.replaced:
        one = audio.replaced == 1
        what = "sample is no number" if one else "samples are no numbers"
        place = "its place" if one else "their place"
        words = f"{audio.replaced} {what}; silence takes {place}: listen"
        yield _Finding(path, words)
    if audio.offset > LARGEST_OFFSET:
        words = f"stands off centre by {audio.offset:.0%} of full scale (DC); mend it in an editor"
        yield _Finding(path, words)


def _filled(
    path: KeyPath, phase: Phase, playlist: Playlist, lengths: Sequence[Seconds | None]
) -> Iterator[_Finding]:
    known = [length for length in lengths if length]
    if not known or len(known) < len(lengths):
        return
    starts, filled = _laid_out(known, playlist.crossfade.length)
    if playlist.phases[-1] is not phase:
        filled -= _fade(playlist.crossfade.length, known[-1], known[-1])
    times = f"tracks fill {_shown(filled)} of {_shown(phase.length)}"
    if filled < phase.length - _HEARD_S:
        yield _Finding((*path, "tracks"), f"{times}; they will repeat after that")
    elif phase.arrange == "listed" and filled > phase.length + phase.slack:
        unheard = next((n for n, at in enumerate(starts) if at >= phase.length), None)
        late = "the last is faded out" if unheard is None else _from(phase.tracks[unheard])
        yield _Finding((*path, "tracks"), f"{times}; {late}")


def _too_short(
    path: KeyPath, phase: Phase, playlist: Playlist, lengths: Sequence[Seconds | None]
) -> Iterator[_Finding]:
    least = SHORTEST_PART * playlist.crossfade.maximum
    short = sum(length is not None and length < least for length in lengths)
    if phase.arrange == "fit" and short:
        tracks = "1 track is" if short == 1 else f"{short} tracks are"
        words = f"{tracks} shorter than {_shown(least)}, so the phase can land without them only"
        yield _Finding((*path, "tracks"), words)


def _faded(playlist: Playlist, sounds: _Sounds) -> Iterator[_Finding]:
    """Find the fitted phases that would not end with their music if all goes as written."""
    fitted = {
        place: phase
        for place, phase in enumerate(playlist.phases)
        if phase.arrange == "fit" and phase.tracks and all(map(sounds.of, phase.tracks))
    }
    if not fitted or _unsafe(playlist, sounds):
        return
    went = written(assemble(playlist, sounds.root, sounds.index)).phases
    for place, phase in fitted.items():
        if place < len(went) and went[place].landing == "faded":
            slack = _shown(phase.slack)
            words = f"no choice of its tracks ends with the phase, nor within {slack} of its end"
            yield _Finding(("phases", place, "arrange"), f"{words}; it will be faded")


def _from(track: Track) -> str:
    return f"from {quoted(track.title)} on they are not reached"


def _laid_out(lengths: Sequence[float], crossfade: float) -> tuple[list[float], float]:
    """Return when each track begins, and when the last is over."""
    starts = [0.0]
    for before, after in pairwise(lengths):
        starts.append(starts[-1] + before - _fade(crossfade, before, after))
    return starts, starts[-1] + lengths[-1]


def _fade(crossfade: float, before: float, after: float) -> float:
    return min(crossfade, before / _LARGEST_PART, after / _LARGEST_PART)


def _scheduled(
    path: KeyPath, phase: Phase, playlist: Playlist, sounds: _Sounds
) -> Iterator[_Finding]:
    known = []
    for place, item in enumerate(phase.cues):
        key = (*path, "cues", place, "at")
        length = sounds.seconds(playlist.cues[item.cue])
        if item.at < 0 and phase.until:
            words = "the phase ends with the dose, so a time before its end never comes"
            yield _Finding(key, words)
        elif length is not None:
            start = item.at if item.at >= 0 else phase.length + item.at
            known.append((start, start + length, item.cue, key))
    yield from _overruns(phase, known)
    yield from _overlaps(sorted(known, key=lambda entry: entry[0]))


def _overruns(phase: Phase, known: Sequence[_Scheduled]) -> Iterator[_Finding]:
    for _, end, cue, key in known:
        if phase.until is None and end > phase.length + _HEARD_S:
            over = _shown(end - phase.length)
            yield _Finding(key, f"the cue {quoted(cue)} runs {over} past the end of the phase")


def _overlaps(known: Sequence[_Scheduled]) -> Iterator[_Finding]:
    for number, (start, _, cue, key) in enumerate(known[1:], 1):
        last_end, last = max((end, name) for _, end, name, _ in known[:number])
        if last_end > start:
            over = _shown(last_end - start)
            words = f"the cue {quoted(cue)} is due {over} before {quoted(last)} is over; it waits"
            yield _Finding(key, words)


def _shown(seconds: float) -> str:
    """Write a length: from a minute on in minutes and whole seconds."""
    return format_duration(round(seconds) if seconds >= 60 else seconds)  # noqa: PLR2004
