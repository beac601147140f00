"""Breaks the disk that the record is kept on, and records that were kept."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared import machine

from breakages.lookout import Lookout
from breakages.mounts import fill, real_disk, small_disk, stalled
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import (
    Heard,
    home_in,
    kapsound,
    session,
    sounding,
    surroundings,
    watched,
    words_of,
)
from kapsound.record import verify

STALL_S = 5.0
ALARM_S = 5.0
ANSWER_S = 3.0
KINDS = ("fault", "notice", "continued", "lost", "closed")


@dataclass(frozen=True)
class Trial:
    """A session whose disk was broken, from a moment on, and who looks at it."""

    heard: Heard
    lookout: Lookout
    began: float

    @property
    def alarm_s(self) -> float | None:
        """How long after that moment the status told of it."""
        at = self.lookout.fault_since(self.began)
        return None if at is None else at - self.began

    def note(self, text: str) -> tuple[bool, float]:
        """Write a note; return whether it is said to be in the record, and how long that took."""
        began = time.monotonic()
        said = self.heard.session.do("note", text)
        return said.code == 0 and "late" not in said.text, time.monotonic() - began


@contextmanager
def _trial(place: Place) -> Iterator[Trial]:
    with sounding(place) as heard, watched(heard.session) as lookout:
        heard.session.do("note", "before")
        yield Trial(heard, lookout, time.monotonic())


def _judged(trial: Trial, kept: list[str], *further: tuple[bool, str], alarm: bool = True) -> Found:
    """Return what is found; the notes that were said to be kept must be in the record."""
    running = trial.heard.session
    running.end()
    sound = trial.heard.compared()
    entries = running.entries()
    notes = [entry["data"]["text"] for entry in entries if entry["kind"] == "note"]
    lost = [note for note in kept if note not in notes]
    verified = running.verified()
    return Found(
        wrong(
            (sound.missing == 0, f"{sound.missing} frames were not heard"),
            (not alarm or trial.alarm_s is not None, "no alarm"),
            (not lost, f"{len(lost)} acknowledged notes are not in the record"),
            (verified.code == 0, f"the record is not whole: {verified.text.strip()[:150]}"),
            *further,
        ),
        sound,
        trial.alarm_s,
        words_of([entry for entry in entries if entry["kind"] in KINDS]),
        tuple(trial.lookout.told),
    )


def full(place: Place) -> Found:
    """Fill the disk that the record is on."""
    with small_disk(home_in(place) / "records", 1), _trial(place) as trial:
        fill(place.folder / "h" / "records")
        told = [trial.note(f"after {number}")[0] for number in range(10)]
        time.sleep(ALARM_S)
        kept = ["before", *(f"after {number}" for number, kept in enumerate(told) if kept)]
        return _judged(trial, kept, (all(told), "notes are not kept elsewhere"))


def all_full(place: Place) -> Found:
    """Fill the disk that the record and the spare records are on."""
    home = place.folder / "h"
    with small_disk(home, 2):
        (home / "cache").symlink_to(place.cache)
        with _trial(place) as trial:
            fill(home)
            told = [trial.note(f"after {number} {'x' * 3000}")[0] for number in range(3)]
            time.sleep(ALARM_S)
            trial.heard.session.end()
            closed = trial.heard.session.entries("closed")
            kept = ["before", *(f"after {n} {'x' * 3000}" for n, held in enumerate(told) if held)]
            return _judged(trial, kept, (bool(closed), "the record is not closed"))


def slow(place: Place) -> Found:
    """Let every write to the record's disk wait for five seconds."""
    with real_disk(home_in(place) / "records") as disk, _trial(place) as trial:
        with stalled(disk, STALL_S):
            kept, took = trial.note("during")
        kept_after, _ = trial.note("after")
        notes = ["before", *(["during"] if kept else []), *(["after"] if kept_after else [])]
        limit = ANSWER_S * place.patience
        return _judged(
            trial,
            notes,
            (kept_after, "what is noted afterwards is not kept"),
            (took <= limit, f"a command is answered after {took:.1f} s"),
        )


def failing(place: Place) -> Found:
    """Let every fsync of the player fail."""
    machine.require("strace")
    with _trial(place) as trial:
        pid = str(trial.heard.session.player)
        words = ["-f", "-p", pid, "-e", "trace=fsync", "-e", "inject=fsync:error=EIO"]
        with machine.running(["strace", "-o", os.devnull, *words]):
            time.sleep(0.5)
            told = [trial.note(f"during {number}")[0] for number in range(3)]
        kept = ["before", *(f"during {number}" for number, held in enumerate(told) if held)]
        return _judged(trial, kept)


def damaged(place: Place) -> Found:
    """Cut a record off, and flip a byte of it, in a hundred places each."""
    with session(place, None) as running:
        running.do("note", "here")
        running.wait(1)
        running.end()
        (own,) = (running.home / "records").iterdir()
        environment = running.environment
    whole = (own / "journal.jsonl").read_bytes()
    copy = place.folder / "copy"
    shutil.copytree(own, copy)
    missed = [what for what, data in _damages(whole) if not _named(copy, data)]
    (own / "journal.jsonl").write_bytes(whole[:-40])
    said = kapsound(environment, "records", "verify", "last")
    shown = kapsound(environment, "records", "show", "last")
    return Found(
        wrong(
            (not missed, f"{len(missed)} damages are not found, such as {missed[:1]}"),
            (said.code == 1 and "line" in said.text, f"it is not said where: {said.text[-100:]}"),
            (shown.code == 0 and "here" in shown.text, "the whole lines cannot be read"),
        ),
        recorded=said.text.strip().splitlines()[-1],
        words=tuple(said.text.strip().splitlines()),
    )


def _damages(whole: bytes, count: int = 100) -> Iterator[tuple[str, bytes]]:
    for place in range(1, len(whole) - 1, max(1, len(whole) // count)):
        if whole[place - 1] != ord("\n"):  # cut off at a line's end it is a shorter, whole record
            yield f"cut at {place}", whole[:place]
        yield f"flipped at {place}", whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def _named(copy: Path, data: bytes) -> bool:
    (copy / "journal.jsonl").write_bytes(data)
    return bool(verify(copy).findings)


def read_only(place: Place) -> Found:
    """Begin a session whose record cannot be written."""
    home = home_in(place)
    with small_disk(home / "records", 1, read_only=True):
        said = kapsound(
            surroundings(home, None), "play", "demo", "--headless", "--output", "null", limit_s=60
        )
    return Found(
        wrong(
            (said.code == 1, f"exit status {said.code}"),
            ("records" in said.text, "the folder is not named"),
            ("Traceback" not in said.text, "a traceback"),
        ),
        recorded="no record, and no session without one",
        words=(said.text.strip().splitlines()[-1],),
    )


FAULTS = (
    Fault("24", "disk-full", "the record's disk full", "a small disk is filled", full, quick=True),
    Fault("24", "disks-full", "every disk full", "a small home is filled", all_full),
    Fault("25", "disk-stalls", "a disk that stalls for 5 s", "fsfreeze", slow),
    Fault("25", "fsync-fails", "failed fsync", "strace lets each fail", failing),
    Fault("26", "record-damaged", "torn line, flipped byte, truncated journal",
          "200 places of a real record", damaged),
    Fault("27", "records-read-only", "read-only records folder", "a read-only disk", read_only),
)  # fmt: skip
