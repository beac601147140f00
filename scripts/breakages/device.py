"""Breaks the output: its sink, its sound server, and the time it is given."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace

import numpy as np
from shared import machine
from shared.missing import NotHere
from shared.room import NAME, Monitor, Server, listening, room

from breakages.hearing import RATE, Sound, compare, gaps
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import (
    Session,
    alarmed,
    home_in,
    kapsound,
    session,
    surroundings,
    watched,
    words_of,
)

OTHER = "other"
ALARM_S = 0.5
# A stall is told from a busy machine by half a second of it.
STALL_ALARM_S = 1.0
CLOSE = RATE // 4
NO_OUTPUT = 3
AWAY_S = 3.0
BACK_S = 8.0
SOUNDS_S = 20
SETTLE_S = 3.0
KINDS = ("fault", "undelivered", "underrun", "slept", "notice")


@dataclass(frozen=True)
class Scene:
    """A session that sounds in a room beside another sink; both are recorded."""

    place: Place
    server: Server
    module: str
    session: Session
    here: Monitor
    there: Monitor

    @contextmanager
    def listening_again(self) -> Iterator[Monitor]:
        """Record the room anew: a recorder ends with the sink."""
        path = self.place.folder / f"again-{time.monotonic_ns()}.raw"
        with listening(self.server, path) as monitor:
            yield monitor


@contextmanager
def scene(place: Place) -> Iterator[Scene]:
    """Begin a session in a room, and wait until it has risen; the other sink is the default."""
    with room(place.folder / "pa", OTHER) as server:
        module = server.add_sink(NAME)
        # What a desk's server does: a stream whose sink goes is moved to another one.
        server.control("load-module", "module-rescue-streams")
        with (
            listening(server, place.folder / "here.raw") as here,
            listening(server, place.folder / "there.raw", OTHER) as there,
            session(place, server) as running,
        ):
            machine.wait_until(here.sounds, SOUNDS_S, "the session to sound")
            time.sleep(SETTLE_S)
            yield Scene(place, server, module, running, here, there)


def unloaded(place: Place) -> Found:
    """Take the sink away and give it back."""
    with scene(place) as it:
        return _lost_and_back(
            it,
            lambda: it.server.control("unload-module", it.module),
            lambda: it.server.add_sink(NAME),
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
            back = _sounds_within(again, BACK_S)
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


def _sounds_within(monitor: Monitor, limit_s: float) -> float | None:
    """Return after how long there is sound."""
    began = time.monotonic()
    with suppress(NotHere):
        machine.wait_until(monitor.sounds, limit_s, "sound")
        return time.monotonic() - began
    return None


def chosen(place: Place) -> Found:
    """Take the sink away for good, and choose the other output."""
    with scene(place) as it, watched(it.session) as lookout:
        began = time.monotonic()
        it.server.control("unload-module", it.module)
        alarm = alarmed(lookout, began)
        time.sleep(1)
        before = it.there.frames
        said = it.session.do("output", OTHER)
        back = _sounds_within(it.there, BACK_S) if said.code == 0 else None
        time.sleep(SETTLE_S)
        it.session.end()
        sound = compare(it.there.heard(before, it.there.frames), it.session.rendered())
        stray = int(it.there.heard(0, before).any(axis=1).sum())
        entries = it.session.entries(*KINDS, "output")
        return Found(
            wrong(
                (said.code == 0, f"another output cannot be chosen: {said.text.strip()[-160:]}"),
                (said.code != 0 or back is not None, "no sound from the output that was chosen"),
                (alarm is not None and alarm <= ALARM_S * place.patience, "no alarm in time"),
                (stray == 0, f"{stray} frames to the other output before it was chosen"),
                (it.session.verified().code == 0, "the record is not whole"),
            ),
            sound if back is not None else None,
            alarm,
            words_of(entries),
            (*lookout.told, said.text.strip()),
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


def moved(place: Place) -> Found:
    """Tell the server to move the stream to another sink."""
    with scene(place) as it:
        answers = []
        for stream in it.server.control("list", "short", "sink-inputs").splitlines():
            try:
                it.server.control("move-sink-input", stream.split()[0], OTHER)
                answers.append("moved")
            except subprocess.CalledProcessError:
                answers.append("refused")
        time.sleep(SETTLE_S)
        it.session.end()
        sound = it.session.heard(it.here)
        elsewhere = int(it.there.heard(0, it.there.frames).any(axis=1).sum())
        return Found(
            wrong(
                ("moved" not in answers, "the stream was moved"),
                (elsewhere == 0, f"{elsewhere} frames to another output"),
                (sound.missing == 0, "it was not heard in the room"),
            ),
            sound,
            recorded="nothing to record: it cannot happen",
            note="the server refuses it",
        )


def none_there(place: Place) -> Found:
    """Begin where there is no output at all."""
    with room(place.folder / "pa", NAME) as server:
        server.control("unload-module", "module-null-sink")
        shell = surroundings(home_in(place), server)
        said = kapsound(shell, "play", "demo", "--headless")
        named = kapsound(shell, "play", "demo", "--headless", "--output", "Headphones")
        server.add_sink("speakers")
        listed = kapsound(shell, "play", "demo", "--headless", "--output", "speakrs")
    return Found(
        wrong(
            (
                said.code == named.code == listed.code == NO_OUTPUT,
                f"exit status {said.code}, not {NO_OUTPUT}",
            ),
            ("null" in said.text, "no silent run is offered"),
            ("speakers" in listed.text, "the outputs are not listed"),
            ("Traceback" not in said.text + named.text + listed.text, "a traceback"),
        ),
        recorded="no record: nothing began",
        words=tuple(text.text.strip().splitlines()[-1] for text in (said, named, listed)),
    )


def busy(place: Place, seconds: float | None = None, count: int = 4) -> Found:
    """Keep the machine busy beside a session."""
    with scene(place) as it, machine.busy_processes(count):
        time.sleep(seconds or 15)
        underruns = it.session.client.status()["outputs"][0]["underruns"]
        it.session.end()
        sound = it.session.heard(it.here)
        entries = it.session.entries("underrun", "notice", "fault")
        quiet = gaps(it.here.heard(0, it.here.frames))
    told = [entry["data"] for entry in entries if entry["kind"] == "underrun"]
    known = sum(data.get("times", 1) for data in told)
    frames = sum(data["frames"] for data in told)
    return Found(
        wrong(
            (known >= len(quiet), f"{known} of {len(quiet)} gaps are in the record"),
            (sound.missing == 0, f"{sound.missing} frames were never heard"),
        ),
        sound,
        recorded=words_of(entries) or "nothing",
        note=(
            f"{len(quiet)} gaps, {1000 * sum(quiet) / RATE:.0f} ms in all; the record says "
            f"{1000 * frames / RATE:.0f} ms; underruns in the status: {underruns}"
        ),
    )


FAULTS = (
    Fault("1", "sink-unloaded", "output removed, and back", "pactl unload-module, load-module",
          unloaded, quick=True),
    Fault("1", "output-chosen", "output removed, another one chosen",
          "pactl unload-module, `output other`", chosen),
    Fault("2", "server-killed", "sound server dies", "kill -9, a new one after 3 s", server_killed),
    Fault("3", "sink-suspended", "sink suspended, and back", "pactl suspend-sink", suspended),
    Fault("3", "server-hangs", "sound server hangs for 3 s", "SIGSTOP, SIGCONT", server_stopped),
    Fault("4", "stream-moved", "the system moves the stream", "pactl move-sink-input", moved),
    Fault("5", "no-output", "no output at the start", "a server without sinks", none_there),
    Fault("6", "busy", "busy machine", "4 busy processes for 15 s", busy),
)  # fmt: skip
