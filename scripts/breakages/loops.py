"""Breaks the same thing many times over: outputs, players, screens, the journal's writer."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
from shared import machine
from shared.missing import NotHere
from shared.program import command
from shared.room import NAME
from shared.terminal import terminal
from shared.tests import from_tests

from breakages.hearing import RATE, compare, gaps
from breakages.process import TITLE
from breakages.rows import Fault, Found, Place, wrong
from breakages.scene import scene
from breakages.sessions import sounding, watched
from kapsound.record import Folders, read_entries

LOSSES, PLAYER_KILLS, SCREEN_KILLS, WRITER_KILLS = 50, 200, 100, 1_000
# Three deaths within half a minute are a crash loop, which is met in another way.
KILLS_A_SESSION, KILL_EVERY_S = 2, 5.0
BACK_S = 1.0
ALARM_S = 0.5


def losses(place: Place) -> Found:
    """Take the sink away again and again; another one stands there as the default."""
    count, alarms, returns = place.part_of(LOSSES), [], []
    with scene(place) as it, watched(it.session) as lookout:
        module = it.module
        for _ in range(count):
            began = time.monotonic()
            it.server.control("unload-module", module)
            alarms.append(_first(lambda: _lost(lookout.last), began))
            time.sleep(0.5)
            module = it.server.add_sink(NAME)
            returned = time.monotonic()
            returns.append(_first(lambda: not _lost(lookout.last), returned))
            time.sleep(1.5)
        elsewhere = int(it.there.heard(0, it.there.frames).any(axis=1).sum())
        it.session.end()
        undelivered = it.session.entries("undelivered")
        whole = it.session.verified().code == 0
    seen = [alarm for alarm in alarms if alarm is not None]
    back = [at for at in returns if at is not None]
    return Found(
        wrong(
            (elsewhere == 0, f"{elsewhere} frames to another output"),
            (len(seen) == count, f"{count - len(seen)} losses without an alarm"),
            (max(seen, default=0) <= ALARM_S * place.patience, f"an alarm after {max(seen):.2f} s"),
            (len(back) == count, f"{count - len(back)} losses without a return"),
            (len(undelivered) == count, f"{len(undelivered)} of them in the record"),
            (whole, "the record is not whole"),
        ),
        alarm_s=max(seen, default=None),
        recorded=f"{len(undelivered)} times what was not delivered",
        note=f"{count} losses, 0 frames elsewhere; back within {max(back, default=0):.1f} s",
    )


def _lost(status: object) -> bool:
    return bool(status and status["outputs"][0]["lost"])  # type: ignore[index]


def _first(holds: Callable[[], bool], began: float, limit_s: float = 10.0) -> float | None:
    with suppress(NotHere):
        machine.wait_until(holds, limit_s, "it")
        return time.monotonic() - began
    return None


def player_kills(place: Place) -> Found:
    """Kill players, a few in each session, and take the time without sound from the monitor."""
    count, quiet, wrongs = place.part_of(PLAYER_KILLS), list[float](), list[str]()
    while len(quiet) < count and not wrongs:
        deaths = min(KILLS_A_SESSION, count - len(quiet))
        own = Place(place.folder / f"{len(quiet)}", place.cache, place.patience)
        own.folder.mkdir()
        found, words = _killed(own, deaths)
        quiet, wrongs = quiet + found, wrongs + words
    half, worst = map(float, np.percentile(quiet or [0.0], [50, 99]))
    return Found(
        wrong(
            (not wrongs, "; ".join(wrongs)[:200]),
            (worst <= BACK_S * place.patience, f"p99 {worst:.2f} s without sound"),
        ),
        recorded=f"{len(quiet)} interruptions",
        note=f"{len(quiet)} kills: {half:.2f} s (p50), {worst:.2f} s (p99) silent",
    )


def _killed(place: Place, deaths: int) -> tuple[list[float], list[str]]:
    """Kill the players of one session; return the silences, and what is wrong."""
    with sounding(place) as it:
        for _ in range(deaths):
            try:
                first = it.session.player
                os.kill(first, signal.SIGKILL)
                machine.wait_until(lambda: it.session.answers_but(first), 10, "another player")  # noqa: B023
            except Exception as error:  # noqa: BLE001 - it is what is looked for
                return [], [f"no player goes on: {error}"]
            time.sleep(KILL_EVERY_S)
        it.session.end()
        heard = it.monitor.heard(0, it.monitor.frames)
        sound = compare(heard, it.session.rendered())
        entries = it.session.entries("interrupted")
        verified = it.session.verified()
    quiet = sorted(frames / RATE for frames in gaps(heard))
    problems = wrong(
        (len(entries) == deaths, f"{len(entries)} of {deaths} interruptions in the record"),
        (verified.code == 0, "a record is not whole"),
        (sound.same > RATE, "what was heard is not what the record renders"),
    )
    return quiet[-deaths:], list(problems)


def screen_kills(place: Place) -> Found:
    """Kill screens while every sample is watched."""
    count = place.part_of(SCREEN_KILLS)
    with sounding(place) as it:
        for number in range(count):
            with terminal([*command(), "attach"], it.session.environment) as screen:
                screen.seconds_to(TITLE)
                time.sleep(0.1 * (number % 5))
                screen.process.kill()
        it.session.end()
        sound = it.compared()
    return Found(
        wrong(
            (sound.missing == 0, f"{sound.missing} samples lost"),
            (sound.same > RATE, "nothing was heard"),
        ),
        sound,
        recorded="whole",
        note=f"{count} screens killed, {sound.same} samples the same",
    )


def writer_kills(place: Place) -> Found:
    """Kill a process that does nothing but journal."""
    test = from_tests("record/test_kill.py")
    count, lost, promised_in_all = place.part_of(WRITER_KILLS), 0, 0
    for batch in range(-(-count // 50)):
        folders = Folders(place.folder / str(batch), place.folder / f"spare-{batch}")
        promised: set[int] = set()
        numbers: list[int] = []
        for kill in range(min(50, count - 50 * batch)):
            promised |= set(test.run_and_kill(folders.own, len(numbers), 1 + 7 * kill % 30))
            entries = read_entries(folders)
            numbers = [int(line.data["text"]) for line in entries if line.kind == "note"]
            lost += len(promised - set(numbers)) + (numbers != list(range(len(numbers))))
        promised_in_all += len(promised)
    return Found(
        wrong((lost == 0, f"{lost} acknowledged lines lost or doubled")),
        recorded=f"{promised_in_all} acknowledged lines, every one there once",
        note=f"{count} kills",
    )


FAULTS = (
    Fault("1", "losses", f"{LOSSES} losses of the output", "unload-module", losses, loop=True),
    Fault("19", "player-kills", f"{PLAYER_KILLS} kills of the player", "kill -9", player_kills,
          loop=True),
    Fault("18", "screen-kills", f"{SCREEN_KILLS} kills of the screen", "kill -9", screen_kills,
          loop=True),
    Fault("26", "writer-kills", f"{WRITER_KILLS:,} kills of the journal's writer", "kill -9",
          writer_kills, loop=True),
)  # fmt: skip
