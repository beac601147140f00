"""A track that is damaged, cut short or deleted while it plays leaves no silence behind it.

What takes its place was opened beforehand, so that the audio loop opens nothing; the pages of
its file are not in memory when it is asked for.
"""

import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from memory_sink import MemorySink
from rigs import disk_environment
from settling import settled

from kapsound.audio import clip_opener as library
from kapsound.audio.prepared_source import PreparedSource
from kapsound.cache.store import pcm_path
from kapsound.core.commands import Next, Request
from kapsound.core.output import destinations
from kapsound.player.loop import run
from kapsound.player.origins import Timetable, scripted
from kapsound.player.starting.opening import opened, opened_live
from kapsound.units import GRID, SAMPLE_RATE, to_frames

LONG_S = 10
SILENT_FRAMES = SAMPLE_RATE // 20
BLOCKS = to_frames(8) // GRID
SESSION = """
format = 1
title = "Faults"
safe_bed = "hush"
crossfade = { length = "0.5s", minimum = "0.5s" }
[beds.hush]
synth = "brown"
length = "2s"
[[phases]]
name = "peak"
length = "40s"
arrange = "listed"
tracks = [
    {synth = "drone", length = "40s", seed = 1},
    {synth = "drone", length = "40s", seed = 2},
    {synth = "drone", length = "40s", seed = 3},
]
"""
HARM = ["flip", "cut", "empty", "delete"]


@pytest.fixture(scope="module")
def made(make_spec):
    return make_spec(SESSION)


@pytest.fixture
def session(made, tmp_path):
    """A session whose prepared audio is this test's own, to be harmed."""
    cache = tmp_path / "cache"
    shutil.copytree(made.cache, cache)
    return replace(made, cache=str(cache))


def track(session, number):
    """Return the prepared audio of one of the session's tracks."""
    material = session.material()
    return pcm_path(Path(session.cache), material.phases[0].tracks[number].clip.key)


def harm(path, how, second):
    place = second * SAMPLE_RATE * 8 + 4_321
    if how == "delete":
        path.unlink()
    elif how == "flip":
        with path.open("r+b") as file:
            file.seek(place)
            file.write(b"\xff\xff\xff\xff")
    else:
        os.truncate(path, 0 if how == "empty" else place)


def forget_pages(path):
    """Have the system forget what it holds of a file in memory."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def longest_silence(sound):
    """Return the most frames in a row without any sound, after the session's beginning."""
    heard = np.flatnonzero(np.abs(sound[to_frames(1) :]).max(axis=1) > 1e-5)
    return int(np.diff(heard, prepend=0, append=len(sound) - to_frames(1)).max())


@pytest.mark.parametrize("how", HARM)
def test_the_track_that_takes_over_was_opened_before(session, log, monkeypatch, how):
    """The present track is harmed while it plays: without it the audio loop opens nothing."""
    opened_by = []

    def opening(*given):
        opened_by.append(threading.current_thread().name)
        return PreparedSource(*given)

    monkeypatch.setattr(library, "PreparedSource", opening)
    heard = []
    with opened_live(session.material(), Path(session.cache), log, scripted(())) as (
        engine,
        preloader,
    ):
        before = len(opened_by)
        for number in range(1, 3):
            forget_pages(track(session, number))
        for block in range(BLOCKS):
            if block == 10:
                harm(track(session, 0), how, 5)
            preloader.look(engine.session, engine.frame)
            assert settled(preloader._opener._readahead, LONG_S)
            heard.append(engine.block(())[0].copy())
    assert longest_silence(np.concatenate(heard)) <= SILENT_FRAMES
    assert set(opened_by[before:]) == {"read-ahead"}


@pytest.mark.parametrize("how", ["cut", "empty", "delete"])
def test_a_track_that_was_harmed_before_it_begins_is_passed_over(session, log, monkeypatch, how):
    """The next two are gone: the one after them was opened before it was asked for."""
    opened_by = []

    def opening(*given):
        source = PreparedSource(*given)
        opened_by.append(threading.current_thread().name)
        return source

    for number in (1, 2):
        harm(track(session, number), how, 0)
    monkeypatch.setattr(library, "PreparedSource", opening)
    heard = []
    with opened_live(session.material(), Path(session.cache), log, scripted(())) as (
        engine,
        preloader,
    ):
        before = len(opened_by)
        for block in range(BLOCKS):
            preloader.look(engine.session, engine.frame)
            assert settled(preloader._opener._readahead, LONG_S)
            given = [Request("next", Next())] if block == 40 else []
            for request in given:
                preloader.expect(engine.session, request, engine.frame)
            heard.append(engine.block(given)[0].copy())
    assert longest_silence(np.concatenate(heard)) <= SILENT_FRAMES
    assert set(opened_by[before:]) <= {"read-ahead"}
    assert len(log.of("fault")) == 2


@pytest.mark.parametrize("how", ["flip", "cut", "delete"])
def test_offline_too_a_harmed_track_leaves_no_silence(session, log, how):
    heard = MemorySink()

    def harm_once():
        if heard.audio.shape[0] == 10 * GRID:
            harm(track(session, 0), how, 6)

    with opened(session, log) as engine:
        run(engine, Timetable(()).due, heard.write, harm_once, until=to_frames(12))
    assert longest_silence(heard.audio) <= SILENT_FRAMES


@pytest.mark.slow
@pytest.mark.alone
def test_what_is_heard_has_no_silence_where_a_track_is_cut_short(player, session, tmp_path):
    heard = tmp_path / "heard.raw"
    live = replace(session, outputs=destinations(""), buffering="safe")
    with player(live, **disk_environment(heard)) as running:
        with running.client() as client:
            forget_pages(track(session, 1))
            harm(track(session, 0), "cut", 13)
            next(status for status, _ in client.watch(10) if status["t"] > 15)
        running.process.kill()
        running.ends()
    sound = np.fromfile(heard, "<f4").reshape(-1, 2)
    begun = int(np.flatnonzero(np.abs(sound).max(axis=1) > 1e-5)[0])
    assert longest_silence(sound[begun : begun + to_frames(14)]) <= SILENT_FRAMES
    assert running.entries("fault")
