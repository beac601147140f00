"""Finds sounds that are too loud, silent, cut off, damaged or badly cut."""

from collections.abc import Iterator

from kapsound.core.assembly import Item
from kapsound.core.check.prepared_sounds import HEARD_S, Sounds, shown, sounds_of, tagged
from kapsound.core.playlist.locate import Finding, KeyPath
from kapsound.core.playlist.model import Bed, Playlist, Track
from kapsound.core.prepared import LONGEST_SAFE_BED_S, PreparedAudio
from kapsound.text import quoted
from kapsound.units import Seconds, to_seconds

SHORTEST_BED_S = 10.0
LOUDEST_LUFS = -6.0
# Lossy files of loud music decode to a little over full scale, which is well.
HIGHEST_DBTP = 3.0
# More than this, of full scale, takes room from the sound, and is heard where it stops.
LARGEST_OFFSET = 0.05


def of_sounds(playlist: Playlist, sounds: Sounds) -> Iterator[Finding]:
    """Find what is wrong with beds, cues and tracks, each by itself."""
    if words := unsafe(playlist, sounds):
        yield Finding(("safe_bed",), words, "error")
    for path, item in sounds_of(playlist):
        if (audio := sounds.of(item)) is not None:
            name = f"{title}: " if (title := tagged(item, audio)) else ""
            for finding in _of_sound(path, item, audio):
                yield finding._replace(message=f"{name}{finding.message}")


def _of_sound(path: KeyPath, item: Item, audio: PreparedAudio) -> Iterator[Finding]:
    yield from _sound(path, audio)
    yield from _damaged(path, audio)
    length = to_seconds(audio.frames)
    if isinstance(item, Track):
        yield from _cut(path, item, length)
    elif isinstance(item, Bed) and length < SHORTEST_BED_S:
        words = f"lasts only {shown(length)}, so its repeating is heard"
        yield Finding(path, f"{words}; use {shown(SHORTEST_BED_S)} at least")


def unsafe(playlist: Playlist, sounds: Sounds) -> str | None:
    """Return why the safe bed cannot be relied on, None if it can."""
    name = playlist.safe_bed
    audio = sounds.of(playlist.beds[name])
    if audio is None:
        return f"the bed {quoted(name)} cannot be prepared; choose another"
    length, most = to_seconds(audio.frames), shown(LONGEST_SAFE_BED_S)
    if length > LONGEST_SAFE_BED_S:
        words = f"the bed {quoted(name)} lasts {shown(length)}; a safe bed lasts {most} at most"
        return f"{words}, for it is held in memory. Choose another, or shorten it"
    return None


def _cut(path: KeyPath, track: Track, length: Seconds) -> Iterator[Finding]:
    lasts = f"but the sound lasts {shown(length)}"
    if track.start >= length:
        words = f"the track starts at {shown(track.start)}, {lasts}; nothing of it is played"
        yield Finding((*path, "start"), words, "error")
    if track.end is not None and track.end > length + HEARD_S:
        words = f"the track ends at {shown(track.end)}, {lasts}; it is played to its end"
        yield Finding((*path, "end"), words)


def _sound(path: KeyPath, audio: PreparedAudio) -> Iterator[Finding]:
    if audio.loudness is None:
        yield Finding(path, "is silent, or too quiet and short to have a loudness")
    elif audio.loudness > LOUDEST_LUFS or audio.true_peak > HIGHEST_DBTP:
        measured = f"{audio.loudness:.1f} LUFS, peaks at {audio.true_peak:+.1f} dBTP"
        words = f"is far too loud ({measured}); it is brought down, but may sound harsh: listen"
        yield Finding(path, words)


def _damaged(path: KeyPath, audio: PreparedAudio) -> Iterator[Finding]:
    length, stated = to_seconds(audio.frames), to_seconds(audio.declared or 0)
    if length < stated - HEARD_S:
        words = f"the file is cut off: {shown(length)} of {shown(stated)}; get it whole"
        yield Finding(path, words)
    if audio.replaced:
        one = audio.replaced == 1
        what = "sample is no number" if one else "samples are no numbers"
        place = "its place" if one else "their place"
        words = f"{audio.replaced} {what}; silence takes {place}: listen"
        yield Finding(path, words)
    if audio.offset > LARGEST_OFFSET:
        words = f"stands off centre by {audio.offset:.0%} of full scale (DC); mend it in an editor"
        yield Finding(path, words)
