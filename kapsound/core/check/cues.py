"""Finds cues that come too late, never, or one over another, or whose key is taken."""

from collections.abc import Iterator, Sequence

from kapsound.core.check.prepared_sounds import HEARD_S, Sounds, shown
from kapsound.core.check.taken_keys import FREE, TAKEN
from kapsound.core.playlist.locate import Finding, KeyPath
from kapsound.core.playlist.model import Phase, Playlist
from kapsound.text import quoted

_Scheduled = tuple[float, float, str, KeyPath]


def of_cues(playlist: Playlist, sounds: Sounds) -> Iterator[Finding]:
    """Find the cues that would not be heard where they are written, or by their keys."""
    yield from _keys(playlist)
    for place, phase in enumerate(playlist.phases):
        yield from _scheduled(("phases", place), phase, playlist, sounds)


def _keys(playlist: Playlist) -> Iterator[Finding]:
    used = {cue.key for cue in playlist.cues.values()}
    free = ", ".join(key for key in FREE if key not in used)
    for name, cue in playlist.cues.items():
        if cue.key in TAKEN:
            words = f"{quoted(cue.key)} is the screen's own key for {quoted(TAKEN[cue.key])}"
            path = ("cues", name, "key")
            yield Finding(
                path, f"{words}, so it cannot play {quoted(name)}; free are {free}", "error"
            )


def _scheduled(
    path: KeyPath, phase: Phase, playlist: Playlist, sounds: Sounds
) -> Iterator[Finding]:
    known = []
    for place, item in enumerate(phase.cues):
        key = (*path, "cues", place, "at")
        length = sounds.seconds(playlist.cues[item.cue])
        if item.at < 0 and phase.until:
            words = "the phase ends with the dose, so a time before its end never comes"
            yield Finding(key, words)
        elif length is not None:
            start = item.at if item.at >= 0 else phase.length + item.at
            known.append((start, start + length, item.cue, key))
    yield from _overruns(phase, known)
    yield from _overlaps(sorted(known, key=lambda entry: entry[0]))


def _overruns(phase: Phase, known: Sequence[_Scheduled]) -> Iterator[Finding]:
    for _, end, cue, key in known:
        if phase.until is None and end > phase.length + HEARD_S:
            over = shown(end - phase.length)
            yield Finding(key, f"the cue {quoted(cue)} runs {over} past the end of the phase")


def _overlaps(known: Sequence[_Scheduled]) -> Iterator[Finding]:
    for number, (start, _, cue, key) in enumerate(known[1:], 1):
        last_end, last = max((end, name) for _, end, name, _ in known[:number])
        if last_end > start:
            over = shown(last_end - start)
            words = f"the cue {quoted(cue)} is due {over} before {quoted(last)} is over; it waits"
            yield Finding(key, words)
