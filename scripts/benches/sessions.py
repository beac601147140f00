"""Makes sessions to measure: written, prepared, and played by the real player in a process."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.homes import end_all, player_of
from shared.missing import NotHere

from kapsound.config.settings import Settings
from kapsound.control import Client, Role, open_client
from kapsound.core.output import destinations
from kapsound.core.spec import ScriptedCommand, SessionSpec
from kapsound.core.wording import parse_command
from kapsound.processes import module_command, module_environment
from kapsound.sessions.load import load
from kapsound.sessions.prepare import prepare
from kapsound.sessions.setup import SessionSetup, freeze
from kapsound.units import to_frames


def session(
    folder: Path, text: str, *script: tuple[float, str], output: str = "null"
) -> SessionSpec:
    """Write a playlist beside its sounds, prepare them, and return the session.

    Raises:
        NotHere: some sound could not be prepared.

    """
    file = folder / "playlist.toml"
    file.write_text(text, "utf-8")
    loaded = load(file)
    sounds, left_out = prepare(loaded.recipes, folder / "cache", lambda _: None, loaded.root)
    if left_out:
        raise NotHere(f"its sounds cannot be prepared: {left_out[0][1]}")
    timed = tuple(ScriptedCommand(to_frames(at), parse_command(text)) for at, text in script)
    setup = SessionSetup(loaded, sounds, outputs=destinations(output), script=timed)
    return freeze(setup, folder / "cache", Settings())


LOG = "player.log"


@dataclass(frozen=True, slots=True)
class Player:
    """A session that runs in a home of its own, and the process of it that answers."""

    home: Path
    pid: int

    def client(self) -> Client:
        """Return a connection to it."""
        return open_client(Role.SCRIPT, "bench", folder=self.home / "run")


@contextmanager
def playing(
    spec: SessionSpec,
    home: Path,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> Iterator[Player]:
    """Play a session as one is played; `before` is put before the supervisor's command line.

    Raises:
        NotHere: the session does not begin.

    """
    home.mkdir(exist_ok=True)
    with (home / LOG).open("wb") as log:
        process = subprocess.Popen(
            [*before, *module_command("kapsound.player.supervision")],
            env={**module_environment(), **(environment or {}), "KAPSOUND_HOME": str(home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        try:
            with process.stdin as order:
                order.write(json.dumps(spec.to_json()).encode())
            answer = json.loads(process.stdout.readline() or "{}")
            if "result" not in answer:
                why = answer.get("error") or _last_line(home / LOG)
                raise NotHere(f"the session does not begin: {why}")
            yield Player(home, player_of(home))
        finally:
            end_all(home)


def _last_line(path: Path) -> str:
    return path.read_text("utf-8", errors="replace").strip().rpartition("\n")[2]
