"""From its journal a session renders again to the same digest, the player's own part included."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import pytest

from kapsound.audio.sinks.null import NullSink
from kapsound.core.assembly import recipes
from kapsound.core.commands import PLAYER, Actor, Request, Role
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.record_events import SessionBegan
from kapsound.core.reports import AudioReady, Interrupt, OutputBack
from kapsound.core.spec import LATER
from kapsound.core.wording import parse_command
from kapsound.errors import RecordError
from kapsound.player.loop import NEVER, run
from kapsound.player.origins import Timetable, scripted
from kapsound.player.replay import end_of, timetable_of
from kapsound.player.starting.opening import opened
from kapsound.record.entry import Entry, encode
from kapsound.record.recorded_session import spec_of
from kapsound.units import GRID

NURSE = Actor(Role.SCREEN, "nurse")
WHO = {"role": "screen", "actor": "nurse"}


def render(spec, log, *origins):
    with opened(spec, log) as engine:
        run(engine, lambda at: chain.from_iterable(o.due(at) for o in origins), NullSink().write)


def entries(spec, log):
    """Return what a log kept as the entries of a record."""
    first = json.loads(encode(SessionBegan(spec).record()))
    lines = [("session", 0, first), *log.lines]
    now = datetime(2025, 3, 1, tzinfo=UTC)
    return tuple(
        Entry(n, frame, now, 0.0, kind, data) for n, (kind, frame, data) in enumerate(lines)
    )


def given():
    """Return commands with their frames: a therapist's, one of them twice, and the player's."""
    texts = ["level music -6", "cue hello", "stop", "resume", "talk", "extend 1.5s", "booster"]
    requests = [
        Request(f"r{n}", parse_command(text), NURSE, confirmed=n % 2 == 0)
        for n, text in enumerate(texts)
    ]
    requests += [Request("back", OutputBack(), PLAYER), requests[0]]
    return [((20 + 11 * n) * GRID, request) for n, request in enumerate(requests)]


def test_the_journal_of_a_run_renders_to_the_same_digest(spec, log):
    ran = spec((0.5, "dose"), (4.0, "note calm — still"))
    render(ran, log, scripted(ran.script), Timetable(given()))
    again = type(log)()
    record = entries(ran, log)
    render(spec_of(record), again, timetable_of(record))
    assert again.of("checkpoint") == log.of("checkpoint")
    assert again.lines == log.lines


def test_a_record_of_an_older_form_renders_to_the_same_digest(spec, log):
    ran = spec((0.5, "dose"))
    render(ran, log, scripted(ran.script))
    first, *rest = entries(ran, log)
    old = {name: value for name, value in first.data.items() if name not in LATER}
    record = (replace(first, data=old), *rest)
    again = type(log)()
    render(spec_of(record), again, timetable_of(record))
    assert again.lines == log.lines


def test_a_session_in_which_things_were_undone_renders_to_the_same_digest(spec, log):
    texts = ["dose at -1s 50 mg", "advance", "undo", "next", "undo", "amend at -2s", "end"]
    requests = [
        (8 * (number + 6) * GRID, Request(f"u{number}", parse_command(text), NURSE, confirmed=True))
        for number, text in enumerate(texts)
    ]
    ran, again = spec(), type(log)()
    render(ran, log, Timetable(requests))
    assert log.of("undone")
    record = entries(ran, log)
    render(spec_of(record), again, timetable_of(record))
    assert again.lines == log.lines


def test_a_session_whose_sounds_came_in_late_renders_to_the_same_digest(spec, log):
    """Its header has the index of the start; the journal has the others at their frames."""
    whole = spec((0.5, "dose"))
    # Workers are done in any order; what a session begins with is its safe bed.
    order = recipes(parse_playlist(whole.text, whole.file), whole.root)
    whole = replace(whole, index=tuple(sorted(whole.index, key=lambda item: order.index(item[0]))))
    ran = replace(whole, index=whole.index[:1])
    ready = [Request(f"p{n}", AudioReady(*item), PLAYER) for n, item in enumerate(whole.index)]
    times = [(9 * (n + 1) * GRID, request) for n, request in enumerate(ready)]
    render(ran, log, scripted(ran.script), Timetable(times))
    again = type(log)()
    record = entries(ran, log)
    render(spec_of(record), again, timetable_of(record))
    assert again.of("checkpoint") == log.of("checkpoint")
    assert again.lines == log.lines
    assert len(log.of("prepared")) == len(whole.index) - 1
    assert {line["bus"] for line in log.of("began")} >= {"music", "ambience"}


def test_an_interrupted_session_renders_to_the_same_end(spec, log):
    ran = spec((0.3, "dose"))
    render(ran, log, scripted(ran.script), Timetable([(90 * GRID, Request("i", Interrupt()))]))
    again = type(log)()
    record = entries(ran, log)
    render(spec_of(record), again, timetable_of(record))
    assert again.lines == log.lines
    assert again.of("ended") == [{"how": "interrupted"}]


def test_a_record_without_its_first_line_cannot_be_rendered(spec, log):
    with pytest.raises(RecordError, match="no first line"):
        spec_of(entries(spec(), log)[1:])


def test_a_command_of_another_version_is_refused(spec, log):
    given = {"id": "1", "command": {"name": "levitate"}, "confirmed": False, "text": ""} | WHO
    log.lines.append(("command", 0, given | {"outcome": "accepted"}))
    with pytest.raises(RecordError, match="levitate"):
        timetable_of(entries(spec(), log))


def test_a_first_line_that_is_not_understood_is_named(spec, log):
    first, *_ = entries(spec(), log)
    broken = replace(first, data={**first.data, "seed": "seven"})
    with pytest.raises(RecordError, match="seven"):
        spec_of([broken])


def line(kind, frame):
    return Entry(0, frame, datetime(2026, 1, 1, tzinfo=UTC), 0.0, kind, {})


def test_a_record_that_was_cut_off_is_rendered_no_further_than_it_is_recorded():
    assert end_of([line("session", 0), line("phase", 0), line("note", 4_096)]) == 4_096
    assert end_of([line("session", 0), line("ended", 8_192), line("closed", 8_192)]) == NEVER
