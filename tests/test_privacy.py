"""What a whole session leaves open to others, tells about its client, and says to the network.

It runs once: with a umask of 000, without any network where the system lets us cut it off, its
client's code a word that is looked for everywhere, and every file and socket it asks for noted.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from kapsound.control import Role, open_client
from kapsound.core.commands import Note

pytestmark = [pytest.mark.slow, pytest.mark.linux]

CANARY = "canary-7f3a9"
ROOT = Path(__file__).parent.parent
WATCH = """
import os, sys
LOG = os.open(os.environ["KAPSOUND_TEST_AUDIT"], os.O_WRONLY | os.O_APPEND)
KINDS = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
         "socket.gethostbyname")

def note(event, given):
    if event in KINDS:
        os.write(LOG, f"{event} {given[-1]!r}\\n".encode())
    elif event == "open" and "music" in str(given[0]):
        os.write(LOG, f"open {given[0]}\\n".encode())

sys.addaudithook(note)
"""
PLAYLIST = """
format = 1
title = "A breath"
safe_bed = "hush"
closing_fade = "1s"
media = "music"
[beds.hush]
synth = "brown"
length = "10s"
[[phases]]
name = "return"
length = "8s"
beds = ["hush"]
tracks = ["good.wav", "secret.wav", "outside/secret.wav"]
"""


@dataclass
class Session:
    """What was seen of it: modes of files, what its processes showed, and what they asked for."""

    home: Path
    modes: dict[Path, int]
    shown: bytes
    audit: list[str]
    said: str
    record: str


def cut_off():
    """Return the words that run a program without a network, if this system lets us."""
    cut = ["unshare", "-n", "--"]
    allowed = shutil.which("unshare") and subprocess.run([*cut, "true"], check=False).returncode
    return cut if allowed == 0 else []


def write_media(home):
    from sound_rigs import tone, write_wav  # noqa: PLC0415 - only this one needs it

    (home / "music").mkdir()
    (home / "elsewhere").mkdir()
    write_wav(home / "music" / "good.wav", tone(12))
    write_wav(home / "elsewhere" / "secret.wav", tone(12))
    (home / "music" / "secret.wav").symlink_to(home / "elsewhere" / "secret.wav")
    (home / "music" / "outside").symlink_to(home / "elsewhere")
    (home / "small.toml").write_text(PLAYLIST)


def shown_by_processes(home, but):
    """Return the arguments and environments of every process of this home but one."""
    found = b""
    for folder in Path("/proc").iterdir():
        try:
            environment = (folder / "environ").read_bytes()
            if str(home).encode() in environment and folder.name != str(but):
                found += environment + (folder / "cmdline").read_bytes()
        except OSError:
            continue
    return found


def modes(home):
    ours = [path for name in ("run", "records", "spare-records", "cache", "settings.toml")
            for path in (home / name, *(home / name).rglob("*")) if path.exists()]  # fmt: skip
    return {path.relative_to(home): stat.S_IMODE(path.stat().st_mode) for path in ours}


@pytest.fixture(scope="module")
def session():
    base = Path(tempfile.mkdtemp(prefix="k-"))
    home, watch, log = base / "h", base / "watch", base / "audit"
    home.mkdir()
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(WATCH)
    log.touch()
    write_media(home)
    environment = {
        **os.environ,
        "KAPSOUND_HOME": str(home),
        "KAPSOUND_TEST_AUDIT": str(log),
        "PYTHONPATH": os.pathsep.join([str(watch), str(ROOT), *sys.path]),
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={base / 'no-bus'}",
    }
    words = ["play", str(home / "small.toml"), "--headless", "--output", "null"]
    command = [*cut_off(), sys.executable, "-m", "kapsound.cli", *words, "--client", CANARY]
    before = os.umask(0)
    try:
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    finally:
        os.umask(before)
    with process:
        said = ""
        while " begins. Its record is " not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        with open_client(Role.SCRIPT, "nurse", folder=home / "run") as client:
            client.do(Note("calm"))
            assert client.contents()["client"] == CANARY
            seen, during = shown_by_processes(home, process.pid), modes(home)
        said += process.stderr.read()
    record = said.partition("Its record is ")[2].partition(".")[0]
    yield Session(home, {**during, **modes(home)}, seen, log.read_text().splitlines(), said, record)
    shutil.rmtree(base)


def test_nothing_is_open_to_others_under_any_umask(session):
    folders = {path for path in session.modes if (session.home / path).is_dir()}
    assert {str(path) for path in session.modes} > {"run", "run/player.lock", "records", "cache"}
    wide = {
        str(path): oct(mode)
        for path, mode in session.modes.items()
        if mode != (0o700 if path in folders else 0o600)
    }
    assert wide == {}


def test_the_client_s_code_is_in_the_record_and_in_no_other_file(session):
    holding = [
        str(path.relative_to(session.home))
        for path in session.home.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    assert holding == [f"records/{session.record}/journal.jsonl"]


def test_the_client_s_code_is_in_no_argument_environment_or_line_of_talk(session):
    assert b"kapsound.player" in session.shown
    assert CANARY.encode() not in session.shown
    assert CANARY not in session.said


def test_no_socket_is_asked_for_but_our_own_and_the_system_bus(session):
    sockets = [line for line in session.audit if line.startswith("socket.")]
    assert any(f"{session.home}/run/" in line for line in sockets)
    strange = [
        line for line in sockets if f"'{session.home}/run/" not in line and "/no-bus'" not in line
    ]
    assert strange == []


def test_no_file_outside_the_media_root_is_opened(session):
    opened = {line.removeprefix("open ") for line in session.audit if line.startswith("open ")}
    assert not [path for path in opened if "secret" in path]
    assert session.said.count("lies outside the media folder") == 2


def test_the_session_ran_to_its_end_and_its_record_is_whole(session):
    lines = (session.home / "records" / session.record / "journal.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["kind"] == "closed", (session.said, lines[-3:])
    assert ": whole, " in session.said
