"""Looks for what should be private, and for what should not need a network."""

import os
import signal
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from shared import machine
from shared.homes import end_all, processes_of
from shared.program import command
from shared.terminal import terminal

from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import Session, home_in, session, surroundings

CANARY = "k7canary"
TINY = """
format = 1
title = "Tiny"
safe_bed = "hush"
closing_fade = "1s"
[beds.hush]
synth = "brown"
length = "10s"
[[phases]]
name = "peak"
length = "5m"
beds = ["hush"]
tracks = [{synth = "drone", length = "20s"}]
"""


def canary(place: Place) -> Found:
    """Give a client's code, break all that can be broken, and look where the code stands."""
    found: list[str] = []
    with session(place, None, "--client", CANARY) as running:
        running.do("next")
        with terminal([*command(), "attach"], running.environment) as screen:
            screen.seconds_to("Six quiet minutes")
            time.sleep(1)
            titles = screen.drawn.split(b"\x1b]")[1:]
        found += ["the window's title"] * any(CANARY.encode() in title[:200] for title in titles)
        found += _told_by_processes(running)
        os.kill(running.player, signal.SIGABRT)
        time.sleep(3)
        running.end()
    found += _in_files(running.home)
    found += _killed_at_start(place)
    return Found(
        wrong((not found, f"the client's code stands in {', '.join(found)}")),
        recorded="in the record alone",
    )


def _told_by_processes(running: Session) -> list[str]:
    told = []
    for pid in running.processes():
        with suppress(OSError):
            if CANARY.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                told.append("a command line")
    return told


def _in_files(home: Path) -> list[str]:
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file()
        and not path.relative_to(home).parts[0].endswith("records")
        and CANARY.encode() in path.read_bytes()
    ]


def _killed_at_start(place: Place) -> list[str]:
    """Kill a player while it starts, at several moments, and look what it leaves."""
    home, left = place.folder / "h", []
    shell = surroundings(home, None)
    words = ["play", "demo", "--headless", "--output", "null", "--client", CANARY]
    for wait_s in (0.0, 0.1, 0.3):
        process = subprocess.Popen(
            [*command(), *words], env=shell, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        machine.wait_until(lambda: len(processes_of(home)) > 1, 30, "a player")
        time.sleep(wait_s)
        end_all(home)
        process.wait(10)
        left += _in_files(home)
    return left


def modes(place: Place) -> Found:
    """Run all under a umask that forbids nothing."""
    home = place.folder / "h"
    home.mkdir()
    home.chmod(0o700)
    path = place.folder / "tiny.toml"
    path.write_text(TINY)
    before = ["sh", "-c", 'umask 000; exec "$@"', "sh"]
    with session(place, None, "--client", "c7", playlist=str(path), before=before) as running:
        running.do("note", "here")
        bad = _open_to_others(home)
        running.end()
    bad |= _open_to_others(home)
    return Found(
        wrong((not bad, f"open to others: {', '.join(sorted(bad)[:5])}")),
        recorded="0700 and 0600",
        note=f"{sum(1 for _ in home.rglob('*'))} files and folders",
    )


def _open_to_others(home: Path) -> set[str]:
    return {
        f"{path.relative_to(home)} {stat.S_IMODE(path.lstat().st_mode):o}"
        for path in home.rglob("*")
        if not path.is_symlink() and path.lstat().st_mode & 0o077
    }


def no_network(place: Place) -> Found:
    """Cut the network off."""
    machine.require("unshare")
    home_in(place)
    before = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-r", "-n"]
    with session(place, None, before=before) as running:
        said = running.do("dose")
        running.wait(2)
        sockets = [pid for pid in running.processes() if _listens(pid)]
        running.end()
        whole = running.verified()
    return Found(
        wrong(
            (said.code == 0, "a command is not taken"),
            (not sockets, "a process listens on the network"),
            (whole.code == 0, "the record is not whole"),
        ),
        recorded="as any other",
    )


def _listens(pid: int) -> bool:
    for name in ("tcp", "tcp6", "udp", "udp6"):
        with suppress(OSError):
            if Path(f"/proc/{pid}/net/{name}").read_text().count("\n") > 1:
                return True
    return False


FAULTS = (
    Fault("33", "canary", "names in logs, tracebacks, window title",
          "a client's code; players killed as they start and as they run", canary),
    Fault("34", "permissions", "files open to others", "umask 000", modes),
    Fault("", "no-network", "no network", "unshare -n", no_network),
)  # fmt: skip
