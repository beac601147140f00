"""What was found out about a sound is not found out again, unless there is a reason to."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from kapsound.cache.lease import lease_folder
from kapsound.cache.reader import find
from kapsound.cache.source_digests import SourceDigests
from kapsound.cache.store import folder, json_path, pcm_path
from kapsound.core.prepared import FileRecipe, SynthRecipe
from kapsound.media.prepare import Options, Workers, lookup, prepare

STUB = Workers(
    count=2,
    command=(sys.executable, str(Path(__file__).with_name("stub_worker.py"))),
    patience_s=1.0,
    most_s=2.5,
)
NO_WORKER = Workers(command=("/nowhere/at/all",))


def quiet(progress):
    pass


@pytest.fixture
def bad(tmp_path):
    """Return recipes of files which do to their worker as they are named."""

    def files(*names):
        for name in names:
            (tmp_path / name).write_bytes(b"sound")
        return [FileRecipe(str(tmp_path / name)) for name in names]

    return files


def test_a_hanging_file_costs_its_patience_once(bad, cache):
    wanted = bad("hang", "segfault", "for-ever")
    first = dict(prepare(wanted, cache, quiet, STUB).refused)
    assert "no sign of life for 1 s" in first[wanted[0]]
    assert "crashed" in first[wanted[1]]
    assert "took longer than 2.5 s" in first[wanted[2]]
    again = prepare(wanted, cache, quiet, NO_WORKER)
    expected = {
        item: f"{why} (As it was found before; the file has not changed.)"
        for item, why in first.items()
    }
    assert dict(again.refused) == dict(lookup(wanted, cache).refused) == expected


def test_a_refusal_is_forgotten_when_the_file_changes_and_when_asked(bad, cache):
    [wanted] = bad("refuse")
    assert prepare([wanted], cache, quiet, STUB).refused == ((wanted, f"{wanted.path}: not nice"),)
    assert "before" in prepare([wanted], cache, quiet, NO_WORKER).refused[0][1]
    retried = prepare([wanted], cache, quiet, STUB, Options(retry=True))
    assert "before" not in retried.refused[0][1]
    Path(wanted.path).write_bytes(b"other sound")
    assert "before" not in prepare([wanted], cache, quiet, STUB).refused[0][1]


def test_a_refusal_is_forgotten_when_what_prepares_changes(bad, cache, known_tools):
    [wanted] = bad("refuse")
    prepare([wanted], cache, quiet, STUB)
    path = cache / "sources.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "tools": "older"}))
    assert "before" not in prepare([wanted], cache, quiet, STUB).refused[0][1]


@pytest.mark.parametrize("name", ["full", "killed"])
def test_what_is_not_the_files_fault_is_tried_again(bad, cache, name):
    [wanted] = bad(name)
    assert prepare([wanted], cache, quiet, STUB).refused
    assert "before" not in prepare([wanted], cache, quiet, STUB).refused[0][1]


def test_a_file_that_is_taken_after_all_is_refused_no_more(sounds, cache):
    wanted = FileRecipe(str(sounds.wav("refuse", sounds.tone(0.2))))
    assert prepare([wanted], cache, quiet, STUB).refused
    index = prepare([wanted], cache, quiet, options=Options(retry=True)).index
    assert prepare([wanted], cache, quiet, NO_WORKER).index == index


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone.ogg", "there is no such file"),
        ("folder", "is a folder"),
        ("pipe.wav", "is a pipe"),
        ("device.wav", "is a device"),
        ("out.wav", "lies outside the media folder"),
        ("../secret.wav", "lies outside the media folder"),
        ("http://example.org/a.mp3", "is an address on the network"),
    ],
)
def test_what_is_no_file_of_the_media_folder_is_refused_without_a_worker(
    tmp_path, cache, name, reason
):
    root = tmp_path / "media"
    (root / "folder").mkdir(parents=True)
    os.mkfifo(root / "pipe.wav")
    (root / "device.wav").symlink_to("/dev/zero")
    (tmp_path / "secret.wav").write_bytes(b"sound")
    (root / "out.wav").symlink_to(tmp_path / "secret.wav")
    wanted = FileRecipe(str(root / name))
    [(refused, why)] = prepare([wanted], cache, quiet, NO_WORKER, Options(roots=(root,))).refused
    assert refused == wanted
    assert why.startswith(wanted.path)
    assert reason in why


def test_a_file_must_lie_beneath_the_root_it_starts_from(tmp_path, cache):
    roots = (tmp_path / "media", tmp_path / "media" / "clinic", tmp_path / "cues")
    for root in roots:
        root.mkdir()
        (root / "a.wav").write_bytes(b"")
    (roots[1] / "out.wav").symlink_to(roots[0] / "a.wav")
    (roots[0] / "across.wav").symlink_to(roots[2] / "a.wav")
    wanted = [FileRecipe(str(roots[1] / "out.wav")), FileRecipe(str(roots[0] / "across.wav"))]
    refused = prepare(wanted, cache, quiet, NO_WORKER, Options(roots=roots)).refused
    assert [reason.partition(": ")[2] for _, reason in refused] == [
        f"lies outside the media folder {roots[1]}; copy it there",
        f"lies outside the media folder {roots[0]}; copy it there",
    ]


def test_without_a_root_any_regular_file_may_be_named(tmp_path, cache):
    wanted = FileRecipe(str(tmp_path / "gone.ogg"))
    [(_, reason)] = prepare([wanted], cache, quiet, NO_WORKER).refused
    assert "no such file" in reason


def test_a_changed_file_is_told_with_both_digests(sounds, cache):
    path = sounds.wav("a.wav", sounds.tone(0.2))
    wanted = FileRecipe(str(path))
    before = prepare([wanted], cache, quiet)
    sounds.wav("a.wav", sounds.tone(0.3))
    after = prepare([wanted], cache, quiet)
    assert before.changed == ()
    [changed] = after.changed
    assert (changed.before, changed.after) == (
        before.index[wanted].source,
        after.index[wanted].source,
    )
    assert find(cache, before.index[wanted].key).damaged() == []
    assert prepare([wanted], cache, quiet, NO_WORKER).changed == ()


def flip(cache, key, place=100_000):
    with pcm_path(cache, key).open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1]))


@pytest.fixture
def prepared(sounds, cache):
    """Return recipes that are prepared, and their index; two are damaged on the disk."""
    path = str(sounds.wav("a.wav", sounds.tone(1.5)))
    wanted = [FileRecipe(path), FileRecipe(path, loop=True), SynthRecipe("brown", 1, 2.0)]
    index = prepare(wanted, cache, quiet, Workers(2)).index
    for recipe in wanted[1:]:
        flip(cache, index[recipe].key)
    return wanted, index


def test_damaged_audio_is_found_when_asked_for_and_made_again(prepared, cache):
    wanted, index = prepared
    assert prepare(wanted, cache, quiet, NO_WORKER).mended == ()
    done = prepare(wanted, cache, quiet, Workers(2), Options(verify=True))
    assert set(done.mended) == set(wanted[1:])
    assert done.index == index
    assert [find(cache, audio.key).damaged() for audio in index.values()] == [[]] * 3


def test_after_an_end_out_of_order_every_sound_is_verified_once(prepared, cache):
    wanted, index = prepared
    lease = lease_folder(cache) / "session-1.json"
    lease.write_text("{}")
    os.utime(lease, (1, 1))
    first = prepare(wanted[:2], cache, quiet, Workers(2))
    assert first.mended == (wanted[1],)
    second = prepare(wanted, cache, quiet, Workers(2))
    assert second.mended == (wanted[2],)
    assert second.index == index
    assert prepare(wanted, cache, quiet, NO_WORKER).index == index


def test_preparing_counts_as_use(prepared, cache):
    wanted, index = prepared
    for audio in index.values():
        os.utime(json_path(cache, audio.key), (1, 1))
    prepare(wanted, cache, quiet, NO_WORKER)
    ages = [time.time() - json_path(cache, audio.key).stat().st_mtime for audio in index.values()]
    assert max(ages) < 60


def test_the_cache_is_brought_within_its_limit_at_the_end(prepared, cache):
    wanted, index = prepared
    for audio in index.values():
        for path in (pcm_path(cache, audio.key), json_path(cache, audio.key)):
            os.utime(path, (1, 1))
    done = prepare(wanted[2:], cache, quiet, NO_WORKER, Options(limit=0))
    assert done.evicted.deleted == 2
    assert {path.stem for path in folder(cache).iterdir()} == {index[wanted[2]].key}
    assert done.evicted.left > done.evicted.limit


def test_what_is_known_is_kept_when_preparing_is_broken_off(sounds, cache, known_tools):
    paths = [sounds.wav(f"{name}.wav", sounds.tone(0.2)) for name in "ab"]

    def stop(progress):
        if progress.ready:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare([FileRecipe(str(path)) for path in paths], cache, stop)
    digests = SourceDigests(cache, "any", lambda: None)
    assert [digests.before(str(path)) is None for path in paths] == [False, True]
