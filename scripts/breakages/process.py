"""Breaks processes: the screen, the player, and what time is for them."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from shared import machine
from shared.missing import NotHere
from shared.program import command
from shared.terminal import Terminal, terminal

from breakages.hearing import RATE
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import Heard, kapsound, sounding, watched, words_of

TITLE = "Six quiet minutes"
ATTACH_S, BACK_S, BACK_LIMIT_S, BUSY = 1.0, 1.0, 10, 4
FADE_S = 3.0
CLOCKS = Path(__file__).with_name("clocks")
SLEPT_S = 600.0
HOUR_S = 3_600.0
NEAR_S, LATE_S = 2.0, 20.0


def _screen_lost(place: Place, lose: Callable[[Terminal], object]) -> Found:
    """Lose the screen of a session, and open another one."""
    with sounding(place) as it:
        words = [*command(), "attach"]
        with terminal(words, it.session.environment) as screen:
            screen.seconds_to(TITLE)
            lose(screen)
            time.sleep(1)
        with terminal(words, it.session.environment) as screen:
            again = screen.seconds_to(TITLE)
            time.sleep(1)
        it.session.end()
        sound = it.compared()
        whole = it.session.verified().code == 0
        entries = it.session.entries("attached", "detached")
    return Found(
        wrong(
            (sound.missing == 0, f"{sound.missing} samples lost"),
            (again <= ATTACH_S * place.patience, f"attach took {again:.2f} s"),
            (whole, "the record is not whole"),
            (bool(entries), "neither detach nor attach is in the record"),
        ),
        sound,
        recorded=words_of(entries),
        note=f"attach shows it again in {again:.2f} s",
    )


def screen_killed(place: Place) -> Found:
    """Kill the screen."""
    return _screen_lost(place, lambda screen: screen.process.kill())


def terminal_closed(place: Place) -> Found:
    """Close the terminal under the screen, as a lost SSH line does."""
    return _screen_lost(place, lambda screen: os.kill(screen.process.pid, signal.SIGHUP))


def player_killed(place: Place) -> Found:
    """Kill the player, and hear how soon it goes on."""
    with sounding(place) as it, watched(it.session) as lookout:
        first = it.session.player
        began = time.monotonic()
        os.kill(first, signal.SIGKILL)
        with suppress(NotHere):
            machine.wait_until(lambda: it.session.answers_but(first), BACK_LIMIT_S, "a player")
        goes_on = it.session.answers_but(first)
        time.sleep(6)
        told = [at - began for at in lookout.told.values() if at >= began]
        it.session.end()
        sound = it.compared()
        entries = it.session.entries("interrupted", "resumed", "fault", "undelivered")
        said = it.session.said().strip().splitlines()[-1:]
        verified = it.session.verified()
    kinds = {entry["kind"] for entry in entries}
    back = sound.silence / RATE
    return Found(
        wrong(
            (goes_on, "no player goes on"),
            (back <= BACK_S * place.patience, f"{back:.2f} s without sound"),
            (place.smooth(sound), f"a step of {sound.step:.3f}"),
            ("interrupted" in kinds, 'no "interrupted" in the record'),
            (bool(told), "no alarm"),
            (verified.code == 0, f"the record is not whole: {verified.text.strip()[:120]}"),
        ),
        sound,
        min(told, default=None),
        words_of(entries),
        (*lookout.told, *said),
    )


def terminated(place: Place) -> Found:
    """Ask every process of the session to end, as a machine does that is shut down."""
    with sounding(place) as it:
        processes = it.session.processes()
        began = time.monotonic()
        for pid in processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        code = it.session.process.wait(20)
        took = time.monotonic() - began
        sound = it.compared()
        entries = it.session.entries("ended", "closed")
        verified = it.session.verified()
        said = it.session.said().strip().splitlines()
    rest = it.session.processes()
    return Found(
        wrong(
            (sound.missing == 0, f"{sound.missing} samples were rendered and not heard"),
            (FADE_S <= took < 2 * FADE_S, f"it took {took:.1f} s"),
            (
                [entry["data"] for entry in entries] == [{"how": "interrupted"}] * 2,
                "the record is not closed as interrupted",
            ),
            (verified.code == 0, "the record is not whole"),
            (not rest, f"{len(rest)} processes are left"),
            (code == 0, f"it ends with status {code}"),
        ),
        sound,
        recorded=words_of(entries),
        words=tuple(said[-3:]),
        note=f"over after {took:.1f} s",
    )


def second_player(place: Place) -> Found:
    """Begin a second session beside the first."""
    with sounding(place) as it:
        said = kapsound(it.session.environment, "play", "demo", "--headless", "--output", "null")
        it.session.end()
        sound = it.compared()
    return Found(
        wrong(
            (said.code == BUSY, f"exit status {said.code}, not {BUSY}"),
            ("status" in said.text or "attach" in said.text, "no way to look at it is named"),
            (sound.missing == 0, "the first one was disturbed"),
        ),
        sound,
        recorded="no second record" if said.code == BUSY else "",
        words=(said.text.strip(),),
    )


def _clocks(place: Place) -> dict[str, str]:
    folder = place.folder / "clocks"
    folder.mkdir()
    return {"PYTHONPATH": f"{_packages()}{os.pathsep}{CLOCKS}", "FAULTS_CLOCKS": str(folder)}


def _packages() -> str:
    return str(Path(__file__).resolve().parents[2])


def slept(place: Place) -> Found:
    """Let the boot-time clock jump ahead, as it does when a machine has slept."""
    with sounding(place, environment=_clocks(place)) as it, watched(it.session) as lookout:
        began = time.monotonic()
        (place.folder / "clocks" / "boot").write_text(str(SLEPT_S))
        time.sleep(6)
        told = [at - began for at in lookout.told.values() if at >= began]
        quiet = not it.monitor.sounds()
        states = list(lookout.last["states"]) if lookout.last else []
        said = it.session.do("resume")
        time.sleep(6)
        back = it.monitor.sounds()
        it.session.end()
        sound = it.compared()
        entries = it.session.entries("slept", "fault", "undelivered")
    seconds = [entry["data"].get("seconds", 0.0) for entry in entries if entry["kind"] == "slept"]
    return Found(
        wrong(
            (bool(told), "no alarm: the sleep is not seen"),
            (quiet, "it plays on without being asked"),
            (not quiet or (said.code == 0 and back), "resume does not bring it back"),
            (
                any(abs(found - SLEPT_S) < NEAR_S for found in seconds),
                f"the record does not say that it slept for {SLEPT_S:.0f} s",
            ),
            (place.smooth(sound), f"a step of {sound.step:.3f}"),
        ),
        sound,
        min(told, default=None),
        words_of(entries),
        tuple(lookout.told),
        f"states: {', '.join(states)}",
    )


def clock_stepped(place: Place) -> Found:
    """Set the time of day back by an hour."""
    return _time_changed(
        place, lambda: (place.folder / "clocks" / "wall").write_text(str(-HOUR_S)), _clocks(place)
    )


def summer_time(place: Place) -> Found:
    """Let summer time begin in the midst of the session."""
    soon = datetime.now().astimezone().astimezone(None) + timedelta(seconds=14)
    utc = soon.utctimetuple()
    zone = f"WIN0SUM,{utc.tm_yday - 1}/{utc.tm_hour}:{utc.tm_min}:{utc.tm_sec},365/23"
    return _time_changed(place, lambda: time.sleep(16), {"TZ": zone})


def _time_changed(place: Place, change: Callable[[], object], environment: dict[str, str]) -> Found:
    with sounding(place, environment=environment) as it:
        it.session.do("note", "before")
        change()
        it.session.do("note", "after")
        it.session.do("dose")
        it.session.wait(2)
        status = it.session.client.status()
        it.session.end()
        return _told_in_order(it, status["d"])


def _told_in_order(it: Heard, since_dose: float | None) -> Found:
    sound = it.compared()
    entries = it.session.entries()
    frames = [entry["frame"] for entry in entries]
    notes = {entry["data"]["text"]: entry["utc"] for entry in entries if entry["kind"] == "note"}
    return Found(
        wrong(
            (sound.missing == 0, "the sound was disturbed"),
            (frames == sorted(frames), "the record is not in the order of its frames"),
            (since_dose is not None and 1 < since_dose < LATE_S, f"D+ is {since_dose}"),
            (it.session.verified().code == 0, "the record is not whole"),
        ),
        sound,
        recorded="; ".join(f"{text}: {utc}" for text, utc in notes.items()),
    )


FAULTS = (
    Fault("18", "screen-killed", "screen dies", "kill -9 of `attach`, `attach` again",
          screen_killed),
    Fault("18", "terminal-closed", "terminal closed, SSH lost", "SIGHUP", terminal_closed),
    Fault("19", "player-killed", "player dies", "kill -9", player_killed, quick=True),
    Fault("20", "shut-down", "SIGTERM, shutdown", "SIGTERM to every process of the session",
          terminated),
    Fault("21", "second-player", "second player", "`play` while one runs", second_player),
    Fault("22", "slept", "suspend and resume of the machine", "the boot clock 10 min ahead", slept),
    Fault("23", "clock-stepped", "clock step", "the wall clock an hour back", clock_stepped),
    Fault("23", "summer-time", "summer time begins", "a time zone that changes", summer_time),
)  # fmt: skip
