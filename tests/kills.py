"""Kills players in the middle of sessions, and counts what became of what they promised.

Linux only: a player is found as the child of its supervisor.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic, sleep

from kapsound.control import Client, Role, open_client
from kapsound.core.commands import End, Note
from kapsound.core.spec import SessionSpec
from kapsound.errors import KapsoundError, NoSessionError
from kapsound.record.entry import Entry
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries

BACK_S = 20.0


@dataclass
class Watched:
    """A supervised session: `process` is the supervisor, `home` where its files lie."""

    process: subprocess.Popen[bytes]
    home: Path
    record: str

    @property
    def folders(self) -> Folders:
        """Where the record lies."""
        return Folders(
            self.home / "records" / self.record, self.home / "spare-records" / self.record
        )

    def client(self) -> Client:
        """Connect to the player."""
        return open_client(Role.SCRIPT, "nurse", folder=self.home / "run")

    def entries(self, kind: str | None = None) -> list[Entry]:
        """Return the lines of the record, or those of a kind."""
        return [e for e in read_entries(self.folders) if kind is None or e.kind == kind]

    def children(self) -> list[int]:
        """Return the players, the one that plays first."""
        pid = self.process.pid
        try:
            return [
                int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            ]
        except OSError:
            return []

    def kill_player(self) -> int:
        """Kill the player that plays; return its number."""
        player = self.children()[0]
        os.kill(player, signal.SIGKILL)
        return player

    def wait_for_another(self, killed: int) -> float:
        """Wait until another player answers; return after how many seconds, as far as we see."""
        began = monotonic()
        while monotonic() < began + BACK_S:
            with suppress(KapsoundError, IndexError):
                if self.children()[0] != killed:
                    with self.client() as client:
                        client.contents()
                    return monotonic() - began
            sleep(0.005)
        raise AssertionError("no other player came")


@contextmanager
def watched(spec: SessionSpec, home: Path, **environment: str) -> Iterator[Watched]:
    """Start a session as `kapsound play` does; nothing of it outlives the block."""
    command = [sys.executable, "-m", "kapsound.player.supervision"]
    ours = {**os.environ, **environment, "KAPSOUND_HOME": str(home)}
    with subprocess.Popen(command, env=ours, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        assert one.stdin
        assert one.stdout
        with one.stdin as order:
            order.write(json.dumps(spec.to_json()).encode())
        session = Watched(one, home, json.loads(one.stdout.readline())["result"]["record"])
        try:
            yield session
        finally:
            left = session.children()
            one.kill()
            for player in left:
                with suppress(ProcessLookupError):
                    os.kill(player, signal.SIGKILL)


@dataclass
class Tally:
    """What came of the kills: notes that were acknowledged, and those that the record has."""

    acknowledged: list[str] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)
    back_s: list[float] = field(default_factory=list)

    @property
    def lost(self) -> set[str]:
        """What was acknowledged and is not in the record."""
        return set(self.acknowledged) - set(self.recorded)

    @property
    def doubled(self) -> int:
        """How many lines stand more than once."""
        return len(self.recorded) - len(set(self.recorded))


def kill_again_and_again(session: Watched, kills: int, seed: int = 0) -> Tally:
    """Note something all the time and kill the player every now and then; end the session.

    A note that got no answer is sent again, by the same id, until it has one. From the fourth
    kill within half a minute on, players follow only after pauses that grow.
    """
    draw, tally = Random(seed), Tally()
    for number in range(kills):
        until = monotonic() + draw.uniform(0.02, 0.6)
        while monotonic() < until:
            _note(session, tally, f"{number}-{len(tally.acknowledged)}")
        killed = session.kill_player()
        _note(session, tally, f"{number}-after")
        tally.back_s.append(session.wait_for_another(killed))
    with session.client() as client:
        client.do(End(), confirmed=True)
    session.process.wait(60)
    given = [entry.data["command"] for entry in session.entries("command")]
    tally.recorded = [each["text"] for each in given if each["name"] == "note"]
    return tally


def _note(session: Watched, tally: Tally, name: str) -> None:
    began = monotonic()
    while monotonic() < began + BACK_S:
        with suppress(NoSessionError), session.client() as client:
            if client.do(Note(name), id=name).outcome == "accepted":
                tally.acknowledged.append(name)
                return
        sleep(0.002)
    raise AssertionError(f"{name} was never answered")
