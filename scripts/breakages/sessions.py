"""Runs real sessions as a therapist does, by the command line, and looks at them from outside."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from shared import machine
from shared.homes import LEAVES_S, end_all, player_of, processes_of
from shared.missing import NotHere
from shared.program import command
from shared.room import NAME, Monitor, Server, listening, room

from breakages.hearing import Comparison, Sound, compare
from breakages.lookout import Lookout
from breakages.rows import Place
from kapsound.control import Client, Role, open_client
from kapsound.errors import KapsoundError
from kapsound.processes import module_environment

STARTS_S = 60
SETTLE_S = 3.0
_SESSION = "begins. Its record is "


@dataclass(frozen=True, slots=True)
class Said:
    """What a program said, and how it ended."""

    code: int
    text: str


@dataclass(frozen=True)
class Session:
    """A session that runs, or ran, in a home of its own; `process` follows it by a plain line."""

    home: Path
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes]"
    log: Path

    @cached_property
    def client(self) -> Client:
        """A connection that stands for a script."""
        return open_client(Role.SCRIPT, "faults", folder=self.home / "run")

    @property
    def player(self) -> int:
        """The process that answers on the session's socket."""
        return player_of(self.home)

    def answers_but(self, player: int) -> bool:
        """Say whether a player answers that is not this one."""
        with suppress(KapsoundError, OSError):
            return self.player != player
        return False

    def processes(self) -> list[int]:
        """Return every process of the session but the one that follows it."""
        return [pid for pid in processes_of(self.home) if pid != self.process.pid]

    def do(self, *words: str) -> Said:
        """Give a command as one does at a prompt."""
        return kapsound(self.environment, "control", *words)

    def wait(self, seconds: float) -> None:
        """Let the session go on for as long by its own clock."""
        end = self.t + seconds
        machine.wait_until(lambda: self.t >= end, 3 * seconds + 20, f"{seconds:g} s more")

    @property
    def t(self) -> float:
        """T+ in seconds; none while nobody answers."""
        with suppress(KapsoundError):
            return float(self.client.status()["t"])
        return 0.0

    def end(self) -> None:
        """Let the session be shut down in order, as when the machine is, if it runs."""
        with suppress(KapsoundError, ProcessLookupError):
            os.kill(self.player, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(LEAVES_S)

    def said(self) -> str:
        """Return what the following line said so far."""
        return self.log.read_text("utf-8", errors="replace")

    def entries(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the record's lines, of these kinds if any are named."""
        done = kapsound(self.environment, "records", "show", "last", "--json")
        lines = [json.loads(line) for line in done.text.splitlines() if line.startswith("{")]
        return [line for line in lines if not kinds or line["kind"] in kinds]

    def verified(self) -> Said:
        """Return what `records verify` says."""
        return kapsound(self.environment, "records", "verify", "last")

    def shown(self) -> str:
        """Return what `records show` says."""
        return kapsound(self.environment, "records", "show", "last").text

    def rendered(self) -> Sound:
        """Render the record again."""
        path = self.home.parent / "rendered.raw"
        words = ("render", "--record", "last", "-o", str(path), "--replace")
        done = kapsound(self.environment, *words)
        if done.code:
            raise RuntimeError(f"the record does not render: {done.text[-200:]}")
        return np.fromfile(path, "<f4").reshape(-1, 2)

    def heard(self, *monitors: Monitor) -> Comparison:
        """Compare what was heard, by one monitor after another, with what the record renders."""
        parts = [monitor.heard(0, monitor.frames) for monitor in monitors]
        return compare(np.concatenate(parts), self.rendered())


@contextmanager
def session(
    place: Place,
    server: Server | None,
    *words: str,
    playlist: str = "demo",
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> Iterator[Session]:
    """Begin a session by the command line, `before` being put before it; end all of it after."""
    home = home_in(place)
    shell = surroundings(home, server, environment)
    output = [] if "--output" in words else ["--output", NAME if server else "null"]
    log = place.folder / "said.txt"
    line = [*before, *command(), "play", playlist, "--headless", *output, *words]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            line, env=shell, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream
        )
    found = Session(home, shell, process, log)
    try:
        machine.wait_until(lambda: _begun(found), STARTS_S, "the session to begin")
        yield found
    finally:
        end_all(home)
        process.wait(LEAVES_S)


@dataclass(frozen=True)
class Heard:
    """A session that sounds, and the monitor that has heard it from the first sample on."""

    session: Session
    monitor: Monitor

    def compared(self) -> Comparison:
        """Compare all that was heard with what the record renders."""
        return self.session.heard(self.monitor)


@contextmanager
def sounding(place: Place, *words: str, **how: Any) -> Iterator[Heard]:
    """Begin a `session` in a room of its own, and wait until it has risen a little."""
    with (
        room(place.folder / "pa") as server,
        listening(server, place.folder / "heard.raw") as monitor,
        session(place, server, *words, **how) as running,
    ):
        machine.wait_until(monitor.sounds, STARTS_S, "the session to sound")
        running.wait(SETTLE_S)
        yield Heard(running, monitor)


def _begun(found: Session) -> bool:
    if found.process.poll() is not None:
        raise RuntimeError(f"the session does not begin: {found.said()[-300:]}")
    return _SESSION in found.said()


def home_in(place: Place) -> Path:
    """Make a home for kapsound, with the demo's prepared audio at hand."""
    home = place.folder / "h"
    if not home.exists():
        home.mkdir()
        (home / "cache").symlink_to(place.cache)
    return home


def surroundings(
    home: Path, server: Server | None, other: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the environment of a person who works in a home, before a room."""
    room = server.environment if server else {}
    return {**module_environment(), **room, "KAPSOUND_HOME": str(home), **(other or {})}


def kapsound(environment: Mapping[str, str], *words: str, limit_s: float = 120) -> Said:
    """Run the command line to its end; what it says is taken together."""
    done = subprocess.run(
        [*command(), *words],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=limit_s,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode("utf-8", errors="replace"))


@contextmanager
def watched(found: Session) -> Iterator[Lookout]:
    """Look at a session's status many times a second while the block runs."""
    lookout = Lookout(lambda: open_client(Role.SCRIPT, "lookout", folder=found.home / "run"))
    try:
        machine.wait_until(lambda: lookout.last is not None, LEAVES_S, "a first look")
        yield lookout
    finally:
        lookout.stop()


def alarmed(lookout: Lookout, since: float, limit_s: float = 10.0) -> float | None:
    """Return how long after a moment the status told of a fault; None if it never did."""
    with suppress(NotHere):
        machine.wait_until(lambda: lookout.fault_since(since) is not None, limit_s, "an alarm")
    at = lookout.fault_since(since)
    return None if at is None else at - since


def words_of(kinds: Sequence[dict[str, Any]]) -> str:
    """Return lines of a record as a cell of the table: each kind once, the first as it stands."""
    seen: dict[str, list[dict[str, Any]]] = {}
    for line in kinds:
        seen.setdefault(line["kind"], []).append(line["data"])
    return "; ".join(f"{kind}{_times(lines)}: {_values(lines[0])}" for kind, lines in seen.items())


def _times(lines: Sequence[object]) -> str:
    return f" ({len(lines)})" if len(lines) > 1 else ""


def _values(data: Mapping[str, Any]) -> str:
    return ", ".join(f"{value}" for value in data.values())
