"""Gives it sound files that are none, damaged, far too loud, or of every kind."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from shared.tests import from_tests

from breakages.hearing import RATE
from breakages.inputs import line_of, playlist, tone, write_float
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import (
    home_in,
    kapsound,
    sounding,
    surroundings,
    watched,
    words_of,
)

CEILING = 10 ** (-1 / 20)
WRITTEN = ("../outside.wav", "/etc/passwd", "http://example.org/a.mp3")


def no_files(place: Place) -> Found:
    """Name what is no sound file within the media folder."""
    media = place.folder / "m"
    (media / "folder.wav").mkdir(parents=True)
    os.mkfifo(media / "pipe.wav")
    write_float(place.folder / "outside.wav", tone(2))
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
    write_float(media / "whole.wav", tone(40))
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


def changed(place: Place) -> Found:
    """Put another file in the place of one that plays."""
    media = place.folder / "m"
    media.mkdir()
    write_float(media / "a.wav", tone(60))
    path = playlist(media, ["a.wav"])
    with sounding(place, playlist=str(path)) as it, watched(it.session) as lookout:
        write_float(media / "b.wav", tone(60, hertz=3_000.0)).replace(media / "a.wav")
        it.session.wait(14)
        it.session.end()
        sound = it.compared()
        entries = it.session.entries("notice", "fault", "replaced")
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
    broken = tone(20)
    broken[RATE : RATE + 500] = np.nan
    broken[2 * RATE : 2 * RATE + 500] = np.inf
    square = np.sign(tone(20, hertz=997)).astype(np.float32) * 20
    steady = np.full((20 * RATE, 2), 0.5, np.float32)
    write_float(media / "nan.wav", broken)
    write_float(media / "loud.wav", square)
    write_float(media / "dc.wav", steady)
    write_float(media / "silent.wav", np.zeros((20 * RATE, 2), np.float32))
    whole = write_float(media / "short.wav", tone(20)).read_bytes()
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


FAULTS = (
    Fault("7", "no-files", "missing, folder, pipe, outside the media root, a URL",
          "named in a playlist", no_files),
    Fault("8", "files-damaged", "truncated, corrupt, text named .mp3, zero length",
          "beside a whole file", damaged_files),
    Fault("10", "file-changed", "file changed since it was prepared", "replaced while it plays",
          changed),
    Fault("11", "bad-sound", "NaN, DC, silence, far too loud, declared length wrong",
          "files of each", bad_sound),
    Fault("12", "formats", "8 kHz mono, 96 kHz 24-bit, 5.1, cover art, chained Ogg, m4b chapters",
          "files of each", formats),
)  # fmt: skip
