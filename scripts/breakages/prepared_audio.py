"""Breaks prepared audio under a running session."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from breakages.hearing import RATE, gaps
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import (
    sounding,
    watched,
    words_of,
)

SILENCE_MS = 50
READ_AHEAD_S = 15
CROSSFADE_S = 9


def _own_cache(place: Place) -> Path:
    home = place.folder / "h"
    shutil.copytree(place.cache, home / "cache")
    return home / "cache"


def _prepared_broken(place: Place, breaking: Callable[[Path, int], object]) -> Found:
    """Break the prepared audio of the track that plays, further on than is read already."""
    cache = _own_cache(place)
    with sounding(place) as it, watched(it.session) as lookout:
        it.session.do("dose")  # onset has other tracks to go on with
        it.session.wait(CROSSFADE_S)
        began = [e for e in it.session.entries("began") if e["data"]["bus"] == "music"][-1]
        (path,) = cache.rglob(f"{began['data']['key']}.pcm")
        whole = path.read_bytes()
        played_s = it.session.t - began["frame"] / RATE
        breaking(path, int((played_s + READ_AHEAD_S) * RATE) * 8)
        it.session.wait(READ_AHEAD_S + CROSSFADE_S)
        track = lookout.last["music"] if lookout.last else None
        it.session.end()
        if not path.exists():
            path.write_bytes(whole)
        sound = it.compared()
        # Gaps that a busy machine makes are not the file's doing, and not in what is rendered.
        longest = max(gaps(it.session.rendered()), default=0)
        entries = it.session.entries("fault", "left", "notice")
    faults = [entry for entry in entries if entry["kind"] == "fault"]
    return Found(
        wrong(
            (1000 * longest / RATE <= SILENCE_MS, "a silence"),
            (sound.missing == 0, "what was heard is not what the record renders"),
            (bool(lookout.told) or breaking is _delete, "no alarm"),
            (bool(faults) or breaking is _delete, "no fault in the record"),
            (track is not None, "no music afterwards"),
        ),
        replace(sound, silence=longest),
        recorded=words_of(faults),
        words=tuple(lookout.told),
        note="the open file plays on" if breaking is _delete else "",
    )


def _flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\x55" * 400_000)


def _cut(path: Path, at: int) -> None:
    os.truncate(path, at)


def _delete(path: Path, _at: int) -> None:
    path.unlink()


FAULTS = (
    Fault("13", "audio-damaged", "prepared audio damaged while it plays", "bytes flipped",
          partial(_prepared_broken, breaking=_flip)),
    Fault("13", "audio-truncated", "prepared audio truncated while it plays", "cut off",
          partial(_prepared_broken, breaking=_cut)),
    Fault("13", "audio-deleted", "prepared audio deleted while it plays", "unlinked",
          partial(_prepared_broken, breaking=_delete)),
)  # fmt: skip
