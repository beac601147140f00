"""Takes the output away from a session for a while, or lets it hang, and gives it back."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np
from shared.room import NAME, room

from breakages.hearing import RATE, Sound, compare
from breakages.rows import Fault, Found, Place, wrong
from breakages.scene import OTHER, SETTLE_S, Scene, scene, sounds_within
from breakages.sessions import (
    alarmed,
    watched,
    words_of,
)

ALARM_S = 0.5
# A stall is told from a busy machine by half a second of it.
STALL_ALARM_S = 1.0
CLOSE = RATE // 4
AWAY_S = 3.0
BACK_S = 8.0
KINDS = ("fault", "undelivered", "underrun", "slept", "notice")


def unloaded(place: Place) -> Found:
    """Take the sink away and give it back."""
    with scene(place) as it:
        return _lost_and_back(
            it,
            lambda: it.server.control("unload-module", it.module),
            lambda: it.server.add_sink(NAME),
        )


def server_killed(place: Place) -> Found:
    """Kill the sound server, and start one again."""
    with scene(place) as it, ExitStack() as stack:

        def start() -> None:
            anew = stack.enter_context(room(place.folder / "pa", OTHER))
            anew.add_sink(NAME)

        return _lost_and_back(it, it.server.kill, start)


def suspended(place: Place) -> Found:
    """Suspend the sink, which SDL does not report."""
    with scene(place) as it:
        return _lost_and_back(
            it,
            lambda: it.server.control("suspend-sink", NAME, "1"),
            lambda: it.server.control("suspend-sink", NAME, "0"),
            STALL_ALARM_S,
        )


def server_stopped(place: Place) -> Found:
    """Let the sound server hang, and go on."""
    with scene(place) as it:
        return _lost_and_back(
            it,
            lambda: os.kill(it.server.pid, signal.SIGSTOP),
            lambda: os.kill(it.server.pid, signal.SIGCONT),
            STALL_ALARM_S,
        )


def _lost_and_back(
    it: Scene, lose: Callable[[], object], give_back: Callable[[], object], limit_s: float = ALARM_S
) -> Found:
    """Lose the output for a while, and look at the alarm, the return and the record."""
    with watched(it.session) as lookout:
        began = time.monotonic()
        lose()
        alarm = alarmed(lookout, began)
        time.sleep(AWAY_S)
        # The recorder of a sink that goes is moved to another one by the server.
        before = it.here.heard(0, it.here.frames)
        give_back()
        with it.listening_again() as again:
            back = sounds_within(again, BACK_S)
            time.sleep(SETTLE_S)
            it.session.end()
            after = again.heard(0, again.frames)
        return _judged(it, Outage(alarm, limit_s, back, before, after, tuple(lookout.told)))


@dataclass(frozen=True)
class Outage:
    """An output was lost: the alarm and when it was due, the return, and what was heard."""

    alarm_s: float | None
    limit_s: float
    back_s: float | None
    before: Sound
    after: Sound
    words: tuple[str, ...]


def _judged(it: Scene, outage: Outage) -> Found:
    rendered = it.session.rendered()
    after = compare(outage.after, rendered)
    whole = compare(np.concatenate([outage.before, outage.after]), rendered)
    entries = it.session.entries(*KINDS)
    said = sum(entry["data"]["frames"] for entry in entries if entry["kind"] == "undelivered")
    elsewhere = int(it.there.heard(0, it.there.frames).any(axis=1).sum())
    alarm, back = outage.alarm_s, outage.back_s
    in_time = alarm is None or alarm <= outage.limit_s * it.place.patience
    return Found(
        wrong(
            (alarm is not None, "no alarm"),
            (in_time, f"the alarm took over {1000 * outage.limit_s:.0f} ms"),
            (back is not None, f"no sound within {BACK_S:.0f} s of its return"),
            (elsewhere == 0, f"{elsewhere} frames to another output"),
            (after.same > 0, "what came back is not what the record renders"),
            (it.place.smooth(after), f"it comes back with a step of {after.step:.4f}"),
            ("fault" in {entry["kind"] for entry in entries}, "no fault in the record"),
            (abs(said - whole.missing) < CLOSE, f"the record says {said / RATE:.2f} s"),
            (it.session.verified().code == 0, "the record is not whole"),
        ),
        replace(after, silence=whole.silence),
        alarm,
        words_of(entries),
        outage.words,
        "" if back is None else f"sound {back:.1f} s after its return",
    )


FAULTS = (
    Fault("1", "sink-unloaded", "output removed, and back", "pactl unload-module, load-module",
          unloaded, quick=True),
    Fault("2", "server-killed", "sound server dies", "kill -9, a new one after 3 s", server_killed),
    Fault("3", "sink-suspended", "sink suspended, and back", "pactl suspend-sink", suspended),
    Fault("3", "server-hangs", "sound server hangs for 3 s", "SIGSTOP, SIGCONT", server_stopped),
)  # fmt: skip
