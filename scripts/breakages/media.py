"""Breaks sound files, those who decode them, and prepared audio under a running session."""

import os
import shutil
import signal
import subprocess
import wave
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from shared import machine
from shared.missing import NotHere
from shared.program import command
from shared.tests import from_tests

from breakages.hearing import RATE, Sound, gaps
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import (
    home_in,
    kapsound,
    processes_of,
    sounding,
    surroundings,
    watched,
    words_of,
)

CEILING = 10 ** (-1 / 20)
SILENCE_MS = 50
READ_AHEAD_S = 15
CROSSFADE_S = 9
LONG_S = 400
WRITTEN = ("../outside.wav", "/etc/passwd", "http://example.org/a.mp3")
HEAD = """
format = 1
title = "Files"
safe_bed = "hush"
closing_fade = "1s"
[beds.hush]
synth = "brown"
length = "10s"
[[phases]]
name = "peak"
length = "{length}s"
beds = ["hush"]
tracks = [
{tracks}
]
"""


def playlist(folder: Path, names: Sequence[str], length: int = 60) -> Path:
    """Write a playlist of one phase, each of its tracks on a line of its own."""
    lines = "\n".join(f'  "{name}",' for name in names)
    path = folder / "files.toml"
    path.write_text(HEAD.format(length=length, tracks=lines))
    return path


def line_of(path: Path, words: str) -> int:
    """Return the number of the line with some words."""
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def write_float(path: Path, sound: Sound) -> Path:
    """Write a sound as 32-bit float WAV, whatever is in it."""
    data = sound.astype("<f4").tobytes()
    shape = np.array([3, 2], "<u2").tobytes() + np.array([RATE, RATE * 8], "<u4").tobytes()
    shape += np.array([8, 32], "<u2").tobytes()
    size = np.array([36 + len(data)], "<u4").tobytes()
    head = b"RIFF" + size + b"WAVEfmt " + np.array([16], "<u4").tobytes() + shape
    path.write_bytes(head + b"data" + np.array([len(data)], "<u4").tobytes() + data)
    return path


def no_files(place: Place) -> Found:
    """Name what is no sound file within the media folder."""
    media = place.folder / "m"
    (media / "folder.wav").mkdir(parents=True)
    os.mkfifo(media / "pipe.wav")
    write_float(place.folder / "outside.wav", _tone(2))
    (media / "link.wav").symlink_to(place.folder / "outside.wav")
    names = ["gone.wav", "folder.wav", "pipe.wav", "link.wav"]
    path, written = playlist(media, names), playlist(place.folder, WRITTEN)
    shell = surroundings(home_in(place), None)
    said = kapsound(shell, "check", str(path), limit_s=60)
    slips = kapsound(shell, "check", str(written), limit_s=60)
    unnamed = [name for name in names if not _named(said.text, path, name)]
    unnamed += [name for name in WRITTEN if not _named(slips.text, written, name)]
    return Found(
        wrong(
            (said.code == slips.code == 1, f"exit status {said.code}, {slips.code}"),
            (not unnamed, f"not named with its line: {', '.join(unnamed)}"),
            ("Traceback" not in said.text + slips.text, "a traceback"),
        ),
        recorded="nothing began",
        words=tuple((said.text + slips.text).strip().splitlines()),
    )


def _named(text: str, path: Path, name: str) -> bool:
    where = f"{path.name}:{line_of(path, name)}"
    return any(where in line for line in text.splitlines())


def damaged_files(place: Place) -> Found:
    """Give it damaged files beside a whole one, and play all the same."""
    media = place.folder / "m"
    media.mkdir()
    sounds = from_tests("sound_rigs")
    noise = np.random.default_rng(1).uniform(-0.2, 0.2, (6 * RATE, 2)).astype(np.float32)
    write_float(media / "whole.wav", _tone(40))
    flac = sounds.encode(media / "a.flac", noise, "flac").read_bytes()
    (media / "cut.flac").write_bytes(flac[: len(flac) // 2])
    (media / "words.mp3").write_text("these are words, and no sound\n" * 50)
    (media / "empty.wav").write_bytes(b"")
    (media / "noise.ogg").write_bytes(os.urandom(20_000))
    bad = ["cut.flac", "words.mp3", "empty.wav", "noise.ogg"]
    path = playlist(media, ["whole.wav", *bad])
    said = kapsound(surroundings(home_in(place), None), "check", str(path))
    unnamed = [name for name in bad if name not in said.text]
    with sounding(place, playlist=str(path)) as it:
        it.session.wait(3)
        it.session.end()
        sound, told = it.compared(), it.session.said()
    return Found(
        wrong(
            (said.code == 1, f"exit status of check: {said.code}"),
            (not unnamed, f"not named: {', '.join(unnamed)}"),
            (sound.missing == 0 and sound.same > 0, "the rest does not play"),
        ),
        sound,
        recorded="left out before it began",
        words=(*said.text.strip().splitlines(), *told.strip().splitlines()[:8]),
    )


def _tone(seconds: float, level: float = 0.1, hertz: float = 220.0) -> Sound:
    time = np.arange(int(seconds * RATE)) / RATE
    return np.stack([level * np.sin(2 * np.pi * hertz * time)] * 2, axis=1).astype(np.float32)


def _worker_broken(place: Place, breaking: Callable[[int], object]) -> Found:
    """Break whoever decodes a file, while it does."""
    media = place.folder / "m"
    media.mkdir()
    home = place.folder / "h"
    _write_long(media / "long.wav")
    path = playlist(media, ["long.wav"])
    shell = surroundings(home, None)
    log = place.folder / "prepared.txt"
    words = [*command(), "prepare", str(path)]
    with log.open("wb") as stream:
        process = subprocess.Popen(words, env=shell, stdout=stream, stderr=stream)
    try:
        broken = _broken_worker(home, breaking)
        code = process.wait(180)
    finally:
        process.kill()
        process.wait()
    said = log.read_text(errors="replace")
    return Found(
        wrong(
            (broken, "no worker was found to break"),
            (code == 1, f"exit status {code}"),
            ("long.wav" in said, "the file is not named"),
            ("Traceback" not in said, "a traceback"),
            (not processes_of(home), "a process is left"),
        ),
        recorded="refused before it began",
        words=tuple(line for line in said.strip().splitlines() if "long" in line),
    )


def _write_long(path: Path) -> None:
    draw = np.random.default_rng(1)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 96_000, 0, "NONE", ""))
        second = draw.integers(-3_000, 3_000, 2 * 96_000).astype("<i2").tobytes()
        for _ in range(LONG_S):
            file.writeframes(second)


def _broken_worker(home: Path, breaking: Callable[[int], object]) -> bool:
    """Break the worker that has the file open."""

    def workers() -> list[int]:
        return [pid for pid in processes_of(home) if _holds(pid, "long.wav")]

    try:
        machine.wait_until(lambda: bool(workers()), 60, "a worker")
    except NotHere:
        return False
    for pid in workers():
        breaking(pid)
    return True


def _holds(pid: int, name: str) -> bool:
    try:
        files = list(Path(f"/proc/{pid}/fd").iterdir())
        return any(file.readlink().name == name for file in files)
    except OSError:
        return False


def _send(number: signal.Signals, pid: int) -> None:
    os.kill(pid, number)


def _starve(pid: int) -> None:
    machine.require("prlimit")
    status = Path(f"/proc/{pid}/status").read_text()
    size = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmSize"))
    subprocess.run(["prlimit", f"--pid={pid}", f"--as={size * 1024}"], check=True)


def changed(place: Place) -> Found:
    """Put another file in the place of one that plays."""
    media = place.folder / "m"
    media.mkdir()
    write_float(media / "a.wav", _tone(60))
    path = playlist(media, ["a.wav"])
    with sounding(place, playlist=str(path)) as it, watched(it.session) as lookout:
        write_float(media / "b.wav", _tone(60, hertz=3_000.0)).replace(media / "a.wav")
        it.session.wait(14)
        it.session.end()
        sound = it.compared()
        entries = it.session.entries("notice", "fault")
    about = [entry for entry in entries if "a.wav" in str(entry["data"])]
    return Found(
        wrong(
            (sound.missing == 0 and sound.same > RATE, "the verified copy did not play"),
            (bool(about), "no notice that the file is another one now"),
        ),
        sound,
        recorded=words_of(about),
        words=tuple(lookout.told),
    )


def bad_sound(place: Place) -> Found:
    """Give it sound that is none, or far too loud."""
    media = place.folder / "m"
    media.mkdir()
    broken = _tone(20)
    broken[RATE : RATE + 500] = np.nan
    broken[2 * RATE : 2 * RATE + 500] = np.inf
    square = np.sign(_tone(20, hertz=997)).astype(np.float32) * 20
    steady = np.full((20 * RATE, 2), 0.5, np.float32)
    write_float(media / "nan.wav", broken)
    write_float(media / "loud.wav", square)
    write_float(media / "dc.wav", steady)
    write_float(media / "silent.wav", np.zeros((20 * RATE, 2), np.float32))
    whole = write_float(media / "short.wav", _tone(20)).read_bytes()
    (media / "short.wav").write_bytes(whole[: len(whole) // 2])
    names = ["nan.wav", "loud.wav", "dc.wav", "silent.wav", "short.wav"]
    path = playlist(media, names, 100)
    shell = surroundings(home_in(place), None)
    said = kapsound(shell, "check", str(path))
    out = place.folder / "out.raw"
    done = kapsound(shell, "render", str(path), "-o", str(out))
    sound = np.fromfile(out, "<f4").reshape(-1, 2) if out.exists() else np.zeros((1, 2), "<f4")
    unnamed = [name for name in names if not _named(said.text, path, name)]
    return Found(
        wrong(
            (not unnamed, f"check says nothing of {', '.join(unnamed)}"),
            (done.code == 0, f"it does not render: {done.text.strip()[-150:]}"),
            (bool(np.isfinite(sound).all()), "not every sample is a number"),
            (float(np.abs(sound).max()) <= CEILING, f"a sample of {np.abs(sound).max():.3f}"),
        ),
        recorded="measured before it began",
        words=tuple(said.text.strip().splitlines()),
        note=f"largest sample {np.abs(sound).max():.3f}",
    )


def formats(place: Place) -> Found:
    """Give it whatever people have."""
    media = place.folder / "m"
    media.mkdir()
    sounds = from_tests("sound_rigs")
    made: dict[str, tuple[str, dict[str, Any], int, int]] = {
        "phone.mp3": ("libmp3lame", {"rate": 8_000, "layout": "mono"}, 1, 8_000),
        "high.wav": ("pcm_s24le", {"rate": 96_000}, 2, 96_000),
        "six.flac": ("flac", {"layout": "5.1"}, 6, RATE),
        "cover.mp3": ("libmp3lame", {"cover": True}, 2, RATE),
        "chain.ogg": ("vorbis", {}, 2, RATE),
        "book.m4b": ("aac", {"muxer": "mp4", "chapters": ("One", "Two")}, 2, RATE),
        "a.opus": ("libopus", {}, 2, RATE),
    }
    for name, (codec, options, channels, rate) in made.items():
        sounds.encode(media / name, sounds.tone(20, rate, channels), codec, **options)
    chain = media / "chain.ogg"
    chain.write_bytes(chain.read_bytes() * 2)
    path = playlist(media, list(made), 120)
    said = kapsound(surroundings(home_in(place), None), "prepare", str(path))
    return Found(
        wrong((said.code == 0, f"not all play: {said.text.strip()[-200:]}")),
        recorded="as any other",
        note=f"{len(made)} kinds prepared",
    )


def _own_cache(place: Place) -> Path:
    home = place.folder / "h"
    shutil.copytree(place.cache, home / "cache")
    return home / "cache"


def _prepared_broken(place: Place, breaking: Callable[[Path, int], object]) -> Found:
    """Break the prepared audio of the track that plays, further on than is read already."""
    cache = _own_cache(place)
    with sounding(place) as it, watched(it.session) as lookout:
        it.session.do("dose")  # onset has other tracks to go on with
        it.session.wait(CROSSFADE_S)
        began = [e for e in it.session.entries("began") if e["data"]["bus"] == "music"][-1]
        (path,) = cache.rglob(f"{began['data']['key']}.pcm")
        whole = path.read_bytes()
        played_s = it.session.t - began["frame"] / RATE
        breaking(path, int((played_s + READ_AHEAD_S) * RATE) * 8)
        it.session.wait(READ_AHEAD_S + CROSSFADE_S)
        track = lookout.last["music"] if lookout.last else None
        it.session.end()
        if not path.exists():
            path.write_bytes(whole)
        sound = it.compared()
        # Gaps that a busy machine makes are not the file's doing, and not in what is rendered.
        longest = max(gaps(it.session.rendered()), default=0)
        entries = it.session.entries("fault", "left", "notice")
    faults = [entry for entry in entries if entry["kind"] == "fault"]
    return Found(
        wrong(
            (1000 * longest / RATE <= SILENCE_MS, "a silence"),
            (sound.missing == 0, "what was heard is not what the record renders"),
            (bool(lookout.told) or breaking is _delete, "no alarm"),
            (bool(faults) or breaking is _delete, "no fault in the record"),
            (track is not None, "no music afterwards"),
        ),
        replace(sound, silence=longest),
        recorded=words_of(faults),
        words=tuple(lookout.told),
        note="the open file plays on" if breaking is _delete else "",
    )


def _flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\x55" * 400_000)


def _cut(path: Path, at: int) -> None:
    os.truncate(path, at)


def _delete(path: Path, _at: int) -> None:
    path.unlink()


FAULTS = (
    Fault("7", "no-files", "missing, folder, pipe, outside the media root, a URL",
          "named in a playlist", no_files),
    Fault("8", "files-damaged", "truncated, corrupt, text named .mp3, zero length",
          "beside a whole file", damaged_files),
    Fault("9", "decoder-crashes", "decoder crashes", "SIGSEGV to a worker that decodes",
          partial(_worker_broken, breaking=partial(_send, signal.SIGSEGV))),
    Fault("9", "decoder-hangs", "decoder hangs", "SIGSTOP to a worker that decodes",
          partial(_worker_broken, breaking=partial(_send, signal.SIGSTOP))),
    Fault("9", "decoder-starves", "decoder eats memory", "no more memory for a worker that decodes",
          partial(_worker_broken, breaking=_starve)),
    Fault("10", "file-changed", "file changed since it was prepared", "replaced while it plays",
          changed),
    Fault("11", "bad-sound", "NaN, DC, silence, far too loud, declared length wrong",
          "files of each", bad_sound),
    Fault("12", "formats", "8 kHz mono, 96 kHz 24-bit, 5.1, cover art, chained Ogg, m4b chapters",
          "files of each", formats),
    Fault("13", "audio-damaged", "prepared audio damaged while it plays", "bytes flipped",
          partial(_prepared_broken, breaking=_flip)),
    Fault("13", "audio-truncated", "prepared audio truncated while it plays", "cut off",
          partial(_prepared_broken, breaking=_cut)),
    Fault("13", "audio-deleted", "prepared audio deleted while it plays", "unlinked",
          partial(_prepared_broken, breaking=_delete)),
)  # fmt: skip
