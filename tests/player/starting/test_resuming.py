"""A session made again from its record goes on as if it had never stopped, sample for sample.

`KAPSOUND_SOAK=1` tries twenty times as many random sessions.
"""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from random_sessions import Figure, commands, material
from record_rigs import Remembering, began

from kapsound.audio.mixer import Mixer
from kapsound.audio.source import MemorySource
from kapsound.core.commands import PLAYER, Note, Request
from kapsound.core.record_events import SessionBegan
from kapsound.core.reports import Restarted
from kapsound.core.session import begin
from kapsound.core.spec import ScriptedCommand
from kapsound.core.wording import parse_command
from kapsound.player.engine import Engine
from kapsound.player.origins import scripted
from kapsound.player.starting.opening import opened
from kapsound.player.starting.resuming import MissingLines, go_on, left_to_do
from kapsound.record.entry import START, Draft, Entry, encode, write_line
from kapsound.record.parts import Part
from kapsound.record.read import entries_of as entries_of_parts
from kapsound.record.recorded_session import spec_of
from kapsound.units import GRID, Frames, to_frames

SEEDS = 1_200 if os.environ.get("KAPSOUND_SOAK") else 60
FIGURE = Figure(seconds=8.0)
BACK = Request("back", Restarted("it was killed", 0.5), PLAYER)
SAFE = Request("back", Restarted("it was killed", 0.5, safe=True), PLAYER)
HOUR = Frames(3_600 * 48_000 // GRID * GRID)
NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def noise():
    draw = np.random.default_rng(7)
    return draw.uniform(-0.05, 0.05, (to_frames(40), 2)).astype(np.float32)


def entries_of(log, first=None):
    """Return what a log kept as the lines of a record."""
    header = json.loads(encode((first or began()).record()))
    lines = [("session", 0, header), *log.lines]
    return tuple(
        Entry(n, Frames(frame), NOW, 0.0, kind, data) for n, (kind, frame, data) in enumerate(lines)
    )


def rendered(engine, given, blocks):
    """Render blocks with the requests given at each, from the engine's frame on."""
    sound = []
    while not engine.finished and len(sound) < blocks:
        block, _ = engine.block(given.get(engine.frame // GRID, ()))
        sound.append(block.copy())
    return sound


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_session_made_again_sounds_as_one_that_played_on(noise, part):
    """The limiter begins anew in both, where the player is back."""

    def source(_clip, _at=0):
        return MemorySource(noise)

    for seed in range(part, SEEDS, 4):
        draw = Random(seed)
        playlist, total = material(draw, FIGURE), to_frames(FIGURE.seconds) // GRID
        given = commands(draw, FIGURE, FIGURE.seconds)
        stop = draw.randrange(1, total - 10)
        given = {block: asked for block, asked in given.items() if block != stop}
        given[stop] = [draw.choice([BACK, BACK, SAFE])]
        log = Remembering()
        played_on = Engine(begin(playlist), Mixer(source), log)
        rendered(played_on, given, stop)
        if played_on.finished:
            continue
        entries = entries_of(log)
        goes_on = rendered(played_on, given, total - stop)

        missing = Remembering()
        again = Engine(
            begin(playlist), Mixer(source, open_at=source), MissingLines(missing, entries)
        )
        go_on(again, left_to_do(entries, ()), Frames(stop * GRID))
        again.wake()
        made_again = rendered(again, given, total - stop)

        assert missing.lines == log.lines[len(entries) - 1 :], seed
        assert len(made_again) == len(goes_on), seed
        np.testing.assert_array_equal(made_again, goes_on, str(seed))
        assert again.digest == played_on.digest


SCRIPT = ((0.1, "dose"), (0.5, "cue hello"), (0.9, "soften"), (0.9, "next"), (1.5, "pause"))


@pytest.fixture(scope="module")
def commanded(tiny_spec):
    """A session that is commanded by its script."""
    given = (ScriptedCommand(to_frames(at), parse_command(text)) for at, text in SCRIPT)
    return replace(tiny_spec, script=tuple(given))


@pytest.fixture(scope="module")
def record(commanded):
    """The lines of two seconds of it, as bytes."""
    log, chain, raw = Remembering(), START, []
    with opened(commanded, log) as engine:
        script = scripted(commanded.script)
        while engine.frame < to_frames(2.0):
            engine.block([pending.request for pending in script.due(engine.frame)])
    for entry in entries_of(log, SessionBegan(commanded)):
        draft = Draft(entry.frame, NOW, 0.0, entry.kind, encode(entry.data))
        line, chain = write_line(draft, chain)
        raw.append(line)
    return b"".join(raw)


def read(raw):
    return entries_of_parts([Part(Path("journal.jsonl"), raw)])


def written_again(entries, until):
    """Return what the record lacks of a session up to a frame."""
    missing, spec = Remembering(), spec_of(entries)
    log = MissingLines(missing, entries)
    engine = Engine(begin(spec.material()), Mixer(never, open_at=never), log)
    go_on(engine, left_to_do(entries, spec.script), until)
    return missing.lines


def never(_clip, _at=0):
    raise AssertionError("nothing is opened while time only passes")


def test_whatever_is_left_of_a_record_every_line_of_it_is_written_just_once(record):
    """It is cut at the end of every line, and within each; the commands are the script's."""
    whole = read(record)
    until = Frames(whole[-1].frame + GRID)
    ends = np.flatnonzero(np.frombuffer(record, np.uint8) == ord("\n")) + 1
    cuts = {*ends, *ends[1:] - 1, *ends[1:] - 40}
    assert len(whole) > 20
    for cut in sorted(map(int, cuts)):
        kept = read(record[:cut])
        lines = [(each.kind, each.frame, each.data) for each in kept]
        lines += written_again(kept, until)
        assert lines == [(each.kind, each.frame, each.data) for each in whole], cut


def test_a_line_that_is_not_the_session_s_own_stands_where_it_is(record):
    whole = read(record)
    other = replace(whole[-1], kind="note", data={"label": "note", "text": "from elsewhere"})
    assert written_again((*whole, other), Frames(other.frame + GRID)) == []


def test_what_is_due_while_nobody_plays_is_written_with_its_own_frame(record):
    whole = read(record)
    lines = written_again(whole, to_frames(3.0) // GRID * GRID)
    assert lines
    assert all(whole[-1].frame < frame < to_frames(3.0) for _, frame, _ in lines)


def test_a_command_that_is_sent_again_after_the_crash_has_its_first_answer(commanded):
    log, note = Remembering(), Request("n", Note("calm"))
    with opened(commanded, log) as engine:
        engine.block([note])
    entries, missing = entries_of(log, SessionBegan(commanded)), Remembering()
    with opened(commanded, MissingLines(missing, entries)) as engine:
        go_on(engine, left_to_do(entries, ()), Frames(4 * GRID))
        answer = engine.take(note)
    assert (answer.event.kind, answer.frame) == ("accepted", 0)
    assert answer.receipt.wait()
    assert missing.of("command") == []


def test_a_session_that_ends_while_nobody_plays_stays_where_it_ended(spec):
    ending = spec((0.1, "end"))
    log = Remembering()
    with opened(ending, MissingLines(log, entries_of(Remembering(), SessionBegan(ending)))) as one:
        go_on(one, left_to_do(entries_of(Remembering(), SessionBegan(ending)), ending.script), HOUR)
        assert one.finished
        assert one.frame == log.lines[-1][1] + GRID
    assert log.of("ended") == [{"how": "end"}]
