"""Preparing turns what it can, names what it cannot, and does nothing twice."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tagged import tagged

from kapsound.cache.reader import find
from kapsound.cache.store import folder, json_path, pcm_path
from kapsound.core.prepared import FileRecipe, SynthRecipe
from kapsound.errors import MediaError
from kapsound.media import inventory
from kapsound.media.pool import worker_command, worker_environment
from kapsound.media.prepare import Workers, lookup, prepare

TWO = Workers(count=2)
STUB = Workers(
    count=2,
    command=(sys.executable, str(Path(__file__).with_name("stub_worker.py"))),
    patience_s=1.5,
)
NO_WORKER = Workers(command=("/nowhere/at/all",))


def recipe(path, **options):
    return FileRecipe(str(path), **options)


def quiet(progress):
    pass


@pytest.fixture
def files(sounds):
    (sounds.folder / "letter.mp3").write_bytes(b"Dear Sir or Madam" * 99)
    return {
        "wav": recipe(sounds.wav("a.wav", sounds.tone(2.5))),
        "loop": recipe(sounds.folder / "a.wav", loop=True),
        "opus": recipe(sounds.encode("a.opus", sounds.tone(1.0), "libopus")),
        "synth": SynthRecipe("brown", 3, 5.0),
        "letter": recipe(sounds.folder / "letter.mp3"),
        "missing": recipe(sounds.folder / "missing.ogg"),
    }


def test_what_can_be_prepared_is_and_the_rest_is_named(files, cache):
    prepared = prepare(list(files.values()), cache, quiet, TWO)
    good = {files[name] for name in ("wav", "loop", "opus", "synth")}
    assert set(prepared.index) == good
    reasons = dict(prepared.refused)
    assert "letter.mp3: is no sound file" in reasons[files["letter"]]
    assert "missing.ogg: there is no such file" in reasons[files["missing"]]
    assert prepared.index[files["wav"]].frames == 120_000
    assert prepared.index[files["loop"]].frames == 90_000
    assert prepared.index[files["synth"]].frames == 240_000
    assert [find(cache, audio.key).damaged() for audio in prepared.index.values()] == [[]] * 4


def test_preparing_again_needs_no_worker_and_gives_the_same(files, cache):
    wanted = [files["wav"], files["loop"], files["synth"]]
    first = prepare(wanted, cache, quiet, TWO)
    times = {path: path.stat().st_mtime_ns for path in folder(cache).glob("*.pcm")}
    again = prepare(wanted, cache, quiet, NO_WORKER)
    assert again == first
    assert lookup(wanted, cache).index == first.index
    assert times == {path: path.stat().st_mtime_ns for path in folder(cache).glob("*.pcm")}


def test_the_same_sound_by_another_name_is_not_decoded_twice(sounds, cache):
    one = sounds.wav("one.wav", sounds.tone(1.0))
    two = sounds.folder / "two.wav"
    two.write_bytes(one.read_bytes())
    index = prepare([recipe(one), recipe(two)], cache, quiet).index
    assert index[recipe(one)] == index[recipe(two)]
    assert len(list(folder(cache).glob("*.pcm"))) == 1


def test_what_a_file_says_it_is_stays_known_and_hostile_tags_are_cleaned(tmp_path, cache):
    hostile = "\x1b[2J\u202eLove\nTheme"
    wanted = recipe(tagged(tmp_path / "a.flac", title=hostile, artist="Mira"))
    audio = prepare([wanted], cache, quiet).index[wanted]
    assert (audio.title, audio.artist) == ("␛[2J�Love Theme", "Mira")
    assert lookup([wanted], cache).index[wanted] == audio
    assert find(cache, audio.key).audio == audio  # for who is told of the key alone


def test_lookup_decodes_nothing_and_says_what_is_not_prepared(files, cache):
    found = lookup([files["wav"], files["missing"], files["synth"]], cache)
    assert found.index == {}
    reasons = dict(found.refused)
    assert "a.wav: is not prepared" in reasons[files["wav"]]
    assert "no such file" in reasons[files["missing"]]
    assert "brown: is not prepared" in reasons[files["synth"]]


def test_a_changed_file_is_prepared_anew(sounds, cache):
    path = sounds.wav("a.wav", sounds.tone(1.0))
    before = prepare([recipe(path)], cache, quiet).index[recipe(path)]
    sounds.wav("a.wav", sounds.tone(1.0, level=0.5))
    assert lookup([recipe(path)], cache).index == {}
    after = prepare([recipe(path)], cache, quiet).index[recipe(path)]
    assert after.source != before.source
    assert after.true_peak == pytest.approx(before.true_peak + 6.0, abs=0.1)
    assert pcm_path(cache, before.key).exists()


def test_what_is_not_whole_is_made_again(files, cache):
    wanted = [files["wav"], files["loop"], files["synth"]]
    first = prepare(wanted, cache, quiet)
    cut, undescribed, gone = (first.index[item].key for item in wanted)
    pcm_path(cache, cut).write_bytes(b"cut")
    json_path(cache, undescribed).unlink()
    pcm_path(cache, gone).unlink()
    assert prepare(wanted, cache, quiet) == first
    assert [find(cache, key).damaged() for key in (cut, undescribed, gone)] == [[]] * 3


def test_progress_grows_to_the_whole_and_guesses_the_time_left(files, cache):
    seen = []
    ticks = iter(range(10, 1_000_000, 10))
    workers = replace(Workers(), patience_s=1e9, clock=lambda: next(ticks))
    prepare([files["wav"], files["synth"]], cache, seen.append, workers)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert seen[-1].done == seen[-1].total > 0
    assert seen[-1].left == 0
    assert {progress.current for progress in seen} >= {"a.wav", "brown"}
    assert seen[0].left > 0


def test_audio_is_told_of_as_soon_as_it_can_be_played_what_is_there_at_once(files, cache):
    prepare([files["wav"]], cache, quiet)
    seen = []
    wanted = [files["wav"], files["opus"], files["letter"], files["loop"], files["synth"]]
    index = prepare(wanted, cache, seen.append).index
    ready = [progress.ready for progress in seen if progress.ready]
    assert dict(ready) == index
    assert [item for item, _ in ready] == [files[name] for name in ("wav", "loop", "synth", "opus")]
    assert (seen[0].done, seen[0].ready[0]) == (0, files["wav"])


def test_beds_come_first_then_what_holds_the_others_up_then_the_rest_as_written(sounds, cache):
    short = [recipe(sounds.wav(f"{name}.wav", sounds.tone(0.1))) for name in "abc"]
    long = recipe(sounds.wav("long.wav", sounds.tone(4.0)))
    safe, bed = SynthRecipe("brown", 1, 5.0), recipe(short[0].path, loop=True)
    seen = []
    prepare([safe, *short[:2], bed, long, short[2]], cache, seen.append)
    ready = [progress.ready[0] for progress in seen if progress.ready]
    assert ready == [safe, bed, long, *short]


def test_nothing_to_prepare_is_done_at_once(cache):
    seen = []
    assert prepare([], cache, seen.append, NO_WORKER).index == {}
    assert [progress.left for progress in seen] == [0]


def test_files_that_take_their_worker_along_are_refused_by_name(tmp_path, cache):
    wanted = [recipe(tmp_path / name) for name in ("segfault", "hang", "exit")]
    for item in wanted:
        Path(item.path).write_bytes(b"sound")
    reasons = dict(prepare(wanted, cache, quiet, STUB).refused)
    crashed = f"{tmp_path}/segfault: the process preparing it crashed"
    assert reasons[wanted[0]].startswith(crashed)
    assert "no sign of life" in reasons[wanted[1]]
    assert "exit status 7" in reasons[wanted[2]]


def test_leftovers_of_a_killed_worker_are_cleared(files, cache):
    (folder(cache) / "half.1.tmp").write_bytes(b"half")
    prepare([files["wav"]], cache, quiet)
    assert list(folder(cache).glob("*.tmp")) == []


def test_a_prepare_that_is_killed_takes_its_workers_with_it_and_the_next_completes(sounds, cache):
    path = sounds.wav("long.wav", np.zeros((48_000 * 60, 2), np.float32))
    code = (
        "import sys; from pathlib import Path; from kapsound.core.prepared import FileRecipe\n"
        "from kapsound.media.prepare import prepare; import os\n"
        "stop = lambda progress: os.kill(os.getpid(), 9)\n"
        "prepare([FileRecipe(sys.argv[1])], Path(sys.argv[2]), stop)\n"
    )
    command = [sys.executable, "-c", code, str(path), str(cache)]
    killed = subprocess.run(command, env=worker_environment(), check=False)
    assert killed.returncode == -9
    prepared = prepare([recipe(path)], cache, quiet)
    assert prepared.index[recipe(path)].frames == 48_000 * 60
    assert prepared.index[recipe(path)].loudness is None


def test_a_decoder_that_does_not_load_is_told_as_such(files, cache, monkeypatch):
    broken = (sys.executable, "-c", "raise SystemExit('no module named av')")
    monkeypatch.setattr(inventory, "worker_command", lambda *options: broken)
    (cache / "sources.json").unlink()
    with pytest.raises(MediaError, match="no module named av"):
        prepare([files["wav"]], cache, quiet)


def test_the_process_that_prepares_loads_neither_numpy_nor_the_decoder():
    code = "import sys, kapsound.media.prepare\nprint({'av', 'numpy'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, env=worker_environment(), capture_output=True, check=True)
    assert found.stdout.strip() == b"set()"


def test_a_worker_leaves_when_its_input_ends():
    done = subprocess.run(
        worker_command(), env=worker_environment(), input=b"", capture_output=True, check=True
    )
    assert done.stdout == b""
