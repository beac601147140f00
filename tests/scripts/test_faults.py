"""scripts/faults: how it reads what was heard, and what it says; nothing is broken here."""

import os
import subprocess
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

pytestmark = pytest.mark.linux  # it looks at processes as Linux shows them


@pytest.fixture(autouse=True)
def _found(scripts, monkeypatch):
    monkeypatch.syspath_prepend(str(scripts))


@pytest.fixture
def hearing():
    return import_module("breakages.hearing")


@pytest.fixture
def rows():
    return import_module("breakages.rows")


@pytest.fixture
def faults():
    return import_module("_faults")


@pytest.fixture
def fault(rows):
    return rows.Fault("1", "gone", "output removed", "it is unloaded", lambda _place: rows.Found())


@pytest.fixture
def sound():
    """Return four seconds of two soft sines, as a session would render them."""
    time = np.arange(4 * 48_000) / 48_000
    sides = [0.1 * np.sin(2 * np.pi * hertz * time + 1) for hertz in (101.3, 77.7)]
    return np.stack(sides, axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("sound", "expected"),
    [
        (lambda wave: np.concatenate([wave[:100], nothing(480), wave[100:], nothing(900)]), [480]),
        (lambda _wave: nothing(1_000), []),
    ],
)
def test_gaps_lie_between_the_first_sound_and_the_last(hearing, sound, expected):
    wave = np.full((1_000, 2), 0.5, np.float32)
    assert hearing.gaps(sound(wave)) == expected


def test_the_processes_of_a_home_are_found_and_ended(tmp_path):
    homes = import_module("shared.homes")
    assert homes.processes_of(tmp_path) == []
    shell = {**os.environ, "KAPSOUND_HOME": str(tmp_path)}
    with subprocess.Popen(["sleep", "60"], env=shell) as process:
        found = homes.processes_of(tmp_path)
        homes.end_all(tmp_path)
        assert process.wait(10) == -9
    assert found == [process.pid]


def nothing(frames):
    return np.zeros((frames, 2), np.float32)


def test_what_was_heard_as_it_was_rendered_has_no_silence_and_no_step(hearing, sound):
    heard = np.concatenate([nothing(5_000), sound, nothing(900)])
    assert hearing.stretches(heard, sound) == [hearing.Stretch(5_000, 0, len(sound))]
    found = hearing.compare(heard, sound)
    assert (found.same, found.missing, found.silence) == (len(sound), 0, 0)
    assert found.startling < 0.11  # it begins at once, and so does what was rendered


def test_inserted_silence_is_unplanned_and_nothing_of_the_sound_is_missing(hearing, sound):
    heard = np.concatenate([sound[:90_000], nothing(480), sound[90_000:]])
    found = hearing.compare(heard, sound)
    assert (found.silence, found.missing) == (480, 0)
    assert found.step == pytest.approx(np.abs(sound[89_999:90_001]).max(), abs=1e-3)
    assert found.own_step == pytest.approx(2 * np.pi * 101.3 / 48_000 * 0.1, abs=1e-4)
    assert found.startling > 0.01


def test_what_was_skipped_is_as_long_as_the_session_went_on_unheard(hearing, sound):
    heard = np.concatenate([sound[:50_000], nothing(1_000), sound[98_000:]])
    found = hearing.compare(heard, sound)
    assert (found.silence, found.missing) == (48_000, 48_000)


def test_silence_that_is_rendered_is_planned(hearing, sound):
    planned = np.concatenate([sound[:50_000], nothing(30_000), sound[50_000:]])
    assert hearing.compare(planned, planned).silence == 0


def test_a_recording_of_something_else_has_nothing_of_the_session(hearing, sound):
    found = hearing.compare(sound[::-1] * 0.5, sound)
    assert (found.same, found.silence) == (0, len(sound))


def test_stretches_of_nothing_and_of_one_sample_count_from_a_millisecond_on(hearing, sound):
    sound[1_000:1_047] = 0
    sound[2_000:2_048] = 0
    sound[3_000:3_100] = sound[3_000]
    assert hearing.silences(sound) == [(2_000, 2_048)]
    assert hearing.frozen(sound) == [(3_001, 3_100)]


def test_a_row_says_what_is_wrong_or_why_it_cannot_be_made(rows, fault):
    failed = rows.Row(fault, rows.Found(("no alarm",), alarm_s=0.25, recorded="a|b"))
    lacking = rows.Row(fault, rows.Found(), "no pactl")
    good = replace(failed, found=rows.Found(note="in 1 s"))
    assert rows.row_cells(failed)[5:] == ("250 ms", "a|b", "**fails**: no alarm")
    assert rows.row_cells(good)[-1] == "holds; in 1 s"
    assert rows.row_cells(lacking)[-1] == "not made here: no pactl"
    assert [row.holds for row in (failed, lacking)] == [False, None]


@pytest.mark.parametrize(
    ("error", "lacking", "wrong"),
    [("NotHere", "no pactl", ()), ("ValueError", "", ("the trial failed: ValueError: no pactl",))],
)
def test_what_stands_in_the_way_of_a_trial_is_a_row(rows, fault, error, lacking, wrong):
    def try_it(_place):
        raise {"NotHere": rows.NotHere, "ValueError": ValueError}[error]("no pactl")

    row = rows.tried(replace(fault, try_it=try_it), None)
    assert (row.lacking, row.found.wrong) == (lacking, wrong)


def test_every_fault_has_a_name_of_its_own_and_every_row_of_the_list_is_there(faults):
    known = faults.all_faults()
    assert len({fault.name for fault in known}) == len(known)
    assert {fault.number for fault in known} >= {str(number) for number in range(1, 35)}


def test_a_quick_run_leaves_the_long_loops_out_and_a_full_one_nothing(faults):
    def chosen(*words):
        return faults._chosen(faults._options(words, known), known)

    known = faults.all_faults()
    assert not any(fault.loop for fault in chosen("--quick"))
    assert not any(fault.loop for fault in chosen())
    assert chosen("--full") == list(known)
    assert [fault.name for fault in chosen("soak-fast")] == ["soak-fast"]


def test_the_table_of_the_page_takes_rows_and_keeps_those_of_other_faults(faults, rows):
    first, second = faults.all_faults()[:2]
    text = faults.PAGE.read_text("utf-8")
    for fault, words in [(second, "one"), (first, "a|b"), (second, "two")]:
        row = rows.Row(fault, rows.Found(recorded=words))
        text = faults.with_rows(text, [row], [first, second])
    page = import_module("shared.page")
    table = page.cells(page.written(text, rows.MARK))
    assert [(row[1], row[6]) for row in table] == [(first.what, "a|b"), (second.what, "two")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "no fault nonsense"),
        (["--write", "--share", "0.5"], "--write needs whole loops"),
    ],
)
def test_a_fault_that_is_none_and_a_row_of_half_a_loop_are_refused(faults, capsys, words, said):
    with pytest.raises(SystemExit):
        faults.main(words)
    assert said in capsys.readouterr().err


def test_a_run_prints_what_it_finds_and_fails_where_something_is_wrong(
    faults, rows, fault, capsys, monkeypatch
):
    bad = replace(fault, name="bad", try_it=lambda _place: rows.Found(("no alarm",)))
    monkeypatch.setattr(faults, "all_faults", lambda: (fault, bad))
    monkeypatch.setattr(faults, "busy_cores", lambda: 0.0)
    monkeypatch.setattr(faults, "_prepared", lambda home: home)
    assert faults.main(["gone"]) == 0
    assert faults.main([]) == 1
    said = capsys.readouterr().err
    assert "1 gone: output removed (it is unloaded)" in said
    assert "2 tried; 1 fail: bad" in said
