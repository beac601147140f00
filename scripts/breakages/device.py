"""Breaks the output in other ways: gone for good, moved, not there, or given too little time."""

import subprocess
import time

from shared import machine
from shared.room import NAME, room

from breakages.hearing import RATE, compare, gaps
from breakages.outages import ALARM_S, BACK_S, KINDS
from breakages.rows import Fault, Found, Place, wrong
from breakages.scene import OTHER, SETTLE_S, scene, sounds_within
from breakages.sessions import (
    alarmed,
    home_in,
    kapsound,
    surroundings,
    watched,
    words_of,
)

NO_OUTPUT = 3


def chosen(place: Place) -> Found:
    """Take the sink away for good, and choose the other output."""
    with scene(place) as it, watched(it.session) as lookout:
        began = time.monotonic()
        it.server.control("unload-module", it.module)
        alarm = alarmed(lookout, began)
        time.sleep(1)
        before = it.there.frames
        said = it.session.do("output", OTHER)
        back = sounds_within(it.there, BACK_S) if said.code == 0 else None
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
    Fault("1", "output-chosen", "output removed, another one chosen",
          "pactl unload-module, `output other`", chosen),
    Fault("4", "stream-moved", "the system moves the stream", "pactl move-sink-input", moved),
    Fault("5", "no-output", "no output at the start", "a server without sinks", none_there),
    Fault("6", "busy", "busy machine", "4 busy processes for 15 s", busy),
)  # fmt: skip
