"""scripts/bench: what it writes down, and how it reads what it heard; nothing here is timed."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

pytestmark = pytest.mark.linux  # it measures processes as Linux shows them


@pytest.fixture(autouse=True)
def _found(scripts, monkeypatch):
    monkeypatch.syspath_prepend(str(scripts))


@pytest.fixture
def rows():
    return import_module("benches.rows")


@pytest.fixture
def marks():
    return import_module("shared.page")


@pytest.fixture
def bench():
    return import_module("_bench")


@pytest.fixture
def row(rows):
    return rows.Row("a speed", "3 times", "0.5 of a peer", "at least 2", reached=True)


@pytest.fixture
def idle(bench, monkeypatch):
    monkeypatch.setattr(bench, "busy_cores", lambda: 0.0)


@pytest.fixture
def setting(rows, tmp_path):
    return rows.Setting(quick=True, folder=tmp_path, cores=2)


@pytest.fixture
def page(bench, rows, marks, tmp_path, monkeypatch):
    """Return the page that the table is written to."""
    path = tmp_path / "page.md"
    path.write_text(f"a\n{marks.begin(rows.MARK)}{marks.end(rows.MARK)}\nb\n")
    monkeypatch.setattr(bench, "PAGE", path)
    return path


@pytest.fixture
def one_bench(bench, rows, idle, monkeypatch):
    """Return a setter of the only bench there is."""

    def be(measure):
        monkeypatch.setattr(bench, "BENCHES", {"one": "the only one"})
        monkeypatch.setattr(bench, "import_module", lambda _: type("B", (), {"measure": measure}))

    return be


def test_a_row_says_what_was_found_beside_what_and_whether_the_figure_was_reached(rows, row):
    missed = replace(row, what="a|b", reached=False, notes=("busy",))
    lines = rows.table([row, missed]).splitlines()
    assert lines[0].count("|") == lines[1].count("|") == 5
    assert lines[2] == "| a speed | 3 times | 0.5 of a peer | at least 2: reached |"
    assert lines[3] == "| a\\|b | 3 times; busy | 0.5 of a peer | at least 2: **missed** |"


def test_only_what_is_between_the_markers_is_written_anew(rows, marks):
    page = f"before\n{marks.begin(rows.MARK)}old\n{marks.end(rows.MARK)}\nafter\n"
    assert rows.with_table(page, "new\n") == page.replace("old", "new")
    with pytest.raises(ValueError, match="bench"):
        rows.with_table("no markers", "new\n")


def test_the_page_has_a_place_for_the_table(bench, rows):
    assert rows.with_table(bench.PAGE.read_text("utf-8"), "new\n").count("new\n") == 1


def test_every_bench_that_is_named_is_there_and_measures(bench):
    for name in bench.BENCHES:
        assert callable(import_module(f"benches.{name}").measure)


@pytest.mark.parametrize(
    ("error", "words"), [("NotHere", "no mpd"), ("RuntimeError", "failed: RuntimeError: no mpd")]
)
def test_what_cannot_be_measured_is_a_row_with_the_reason(rows, row, error, words):
    def work():
        yield row
        raise {"NotHere": rows.NotHere, "RuntimeError": RuntimeError}[error]("no mpd")

    found = list(rows.attempt("a peer", work))
    assert found == [row, rows.missing("a peer", words)]


def test_figures_measured_on_a_busy_machine_say_so(bench, one_bench, row, setting, monkeypatch):
    loads = iter([0.1, 1.5])
    one_bench(lambda _: [row])
    monkeypatch.setattr(bench, "busy_cores", lambda: next(loads))
    (found,) = bench.measured("one", setting)
    assert found.notes == ("measured while 1.5 cores were busy otherwise",)


def test_the_exit_status_says_whether_a_figure_was_missed(bench, one_bench, row, capsys):
    one_bench(lambda _: [row])
    assert bench.main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["what"] == "a speed"
    one_bench(lambda _: [replace(row, reached=False)])
    assert bench.main([]) == 1


def test_a_full_run_writes_the_table(bench, one_bench, row, rows, page):
    one_bench(lambda _: [row])
    bench.main(["--write"])
    assert rows.table([row]) in page.read_text()


@pytest.mark.parametrize("words", [["nonsense"], ["--write", "--quick"], ["--write", "render"]])
def test_a_bench_that_is_none_and_a_partial_table_are_refused(bench, words, capsys):
    with pytest.raises(SystemExit):
        bench.main(words)
    assert "scripts/bench: error:" in capsys.readouterr().err


def test_its_help_makes_no_environment(scripts, tmp_path):
    copy = tmp_path / "scripts"
    shutil.copytree(scripts, copy, ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, copy / "bench", "--help"], capture_output=True, text=True, check=True
    )
    assert "--quick" in done.stdout
    assert not (tmp_path / ".venv").exists()


def test_a_ratio_is_taken_within_each_round():
    timing = import_module("benches.timing")
    spent = timing.Spent
    found = [
        {"ours": spent(1.0, 2.0), "base": spent(2.0, 2.0)},
        {"ours": spent(30.0, 9.0), "base": spent(10.0, 3.0)},
        {"ours": spent(5.0, 8.0), "base": spent(10.0, 1.0)},
    ]
    assert timing.ratio(found, "ours", "base", timing.wall) == 0.5
    assert timing.ratio(found, "ours", "base", timing.core) == 3.0
    assert timing.median_wall(found, "ours") == 5.0


def test_a_command_that_fails_is_told_with_its_last_words(rows):
    timing = import_module("benches.timing")
    with pytest.raises(rows.NotHere, match="the reason"):
        timing.of_command([sys.executable, "-c", "import sys; sys.exit('much\\nthe reason')"])


def test_gaps_are_stretches_of_nothing_from_a_millisecond_on():
    room = import_module("shared.room")
    sound = np.ones((48_000, 2), np.float32)
    sound[100:147] = 0
    sound[1_000:1_048] = 0
    sound[47_000:] = 0
    sound[20_000:30_000, 0] = 0
    assert room.gaps_in(sound) == [48, 1_000]
    assert room.gaps_in(np.ones((100, 2), np.float32)) == []


def test_the_delay_of_a_command_is_where_a_steady_tone_begins_to_fall():
    command = import_module("benches.command")
    tone = np.sin(2 * np.pi * np.arange(48_000) / 48).astype(np.float32)
    fallen = np.concatenate([tone[:9_600], 0.94 * tone[9_600:19_200], 0.9 * tone[19_200:]])
    heard = np.stack([fallen, fallen], axis=1)
    assert command.delays(heard, [4_800, 12_000, 48_000]) == [4_800, 7_200]
    assert command.delays(heard, [0, 4_800]) == []


def test_sounds_to_measure_with_are_the_same_everywhere(tmp_path):
    sounds = import_module("benches.sounds")
    one, two = (sounds.write_noise(tmp_path / name, 2, 7).read_bytes() for name in ("a", "b"))
    assert one == two
    assert sounds.length_of(tmp_path / "a") == 2.0


def test_a_mix_names_every_sound_once_in_each_program(tmp_path):
    peers = import_module("benches.peers")
    tracks = tuple(tmp_path / f"{number}.wav" for number in range(6))
    mix = peers.Mix(tracks, tmp_path / "bed.wav", tmp_path / "cue.wav", 700.0)
    script = tmp_path / "mix.liq"
    peers.liquidsoap(mix, script, live=False)
    texts = [mix.playlist(), " ".join(peers.ffmpeg(mix)), script.read_text()]
    for path in (*tracks, mix.bed, mix.cue):
        assert [text.count(path.relative_to("/").as_posix()) for text in texts] == [1, 1, 1]


def test_growth_is_allowed_as_n_log_n_from_one_size_to_the_next():
    growth = import_module("benches.growth")
    assert growth.growth_allowed(10, 100) == pytest.approx(20)
    assert growth.growth_allowed(0.5, 1) == 2
    assert growth.growth_allowed(6, 24) == pytest.approx(4 * 1.774, rel=1e-3)


def test_a_growth_beyond_that_is_a_figure_missed():
    growth = import_module("benches.growth")
    kept, missed = (growth._row("time", (10, 100), values) for values in ([1, 20], [1, 30]))
    assert (kept.reached, missed.reached) == (True, False)
