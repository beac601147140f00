"""A scan surveys what is new or changed, names what is bad, and keeps what was done."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from sound_rigs import encode, tone, write_wav
from tagged import tagged

from kapsound.core.query import parse_query
from kapsound.library.fields import set_fields
from kapsound.library.files import known_files
from kapsound.library.find import by_paths, curves_of, find, places
from kapsound.library.scan import scan
from kapsound.media.prepare import Workers

STUB = (sys.executable, str(Path(__file__).with_name("stub_surveyor.py")))


@pytest.fixture
def music(tmp_path):
    folder = tmp_path / "music"
    (folder / "calm").mkdir(parents=True)
    write_wav(folder / "dawn.wav", tone(2.0))
    encode(folder / "calm" / "lake.flac", tone(3.0, level=0.1), "flac")
    (folder / "cover.jpg").write_bytes(b"no sound")
    (folder / ".hidden.wav").write_bytes(b"")
    return folder


@pytest.fixture
def scanned(library):
    """Scan folders with real workers; return what came of it and the progress."""

    def run(*folders, **options):
        seen = []
        done = scan(
            library, [str(folder) for folder in folders], seen.append, Workers(2), **options
        )
        return done, seen

    return run


@pytest.fixture
def stubbed(library):
    """Scan folders with workers that do as a file says."""

    def run(*folders, on_progress=lambda _: None, **options):
        workers = Workers(1, STUB, **options)
        return scan(library, [str(folder) for folder in folders], on_progress, workers)

    return run


@pytest.fixture
def stubs(tmp_path):
    """A folder of files that hold what a worker is to do."""

    def write(*names):
        folder = tmp_path / "stubs"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / f"{name}.ogg").write_text(name)
        return folder

    return write


def titles(library, text=""):
    with library.begin() as connection:
        return [track.facts.title for track in find(connection, parse_query(text))]


def test_what_is_beneath_a_folder_is_measured(scanned, music, library):
    done, seen = scanned(music)
    assert (done.files, done.surveyed, done.refused) == (2, 2, ())
    assert (seen[-1].done, seen[-1].left) == (seen[-1].total, 0)
    with library.begin() as connection:
        dawn = by_paths(connection, [str(music / "dawn.wav")])[str(music / "dawn.wav")]
        curves = curves_of(connection, dawn.id)
    assert dawn.facts.length == pytest.approx(2.0)
    assert dawn.facts.loudness == pytest.approx(-12.7, abs=0.1)
    assert dawn.facts.peak == pytest.approx(-12.0, abs=0.1)
    assert dawn.facts.brightness == pytest.approx(440, rel=0.1)
    assert curves.loudness == pytest.approx((-12.7, -12.7), abs=0.5)
    assert curves.onsets == (1, 0)


def test_what_is_too_short_to_measure_is_as_loud_as_its_tags_say(scanned, tmp_path, library):
    tagged(tmp_path / "short one.flac", REPLAYGAIN_TRACK_GAIN="+2 dB")
    tagged(tmp_path / "short two.flac")
    scanned(tmp_path)
    with library.begin() as connection:
        found = find(connection, parse_query(""))
    assert [(track.facts.loudness, track.loudness_tagged) for track in found] == [
        (-20.0, True),
        (None, False),
    ]


def test_a_second_scan_looks_at_nothing(scanned, music):
    scanned(music)
    done, seen = scanned(music)
    assert (done.files, done.unchanged, done.surveyed, seen) == (2, 2, 0, [])


def test_a_file_that_was_only_touched_is_not_measured_again(stubbed, stubs, library):
    folder = stubs("a", "b")
    stubbed(folder)
    path = str(folder / "a.ogg")
    with library.begin() as connection:
        set_fields(connection, [by_paths(connection, [path])[path].id], {"intensity": 3})
    os.utime(path, ns=(1, 1))
    done = stubbed(folder)
    assert (done.surveyed, titles(library, "intensity:3")) == (1, ["a"])
    assert stubbed(folder).unchanged == 2


def test_a_changed_file_keeps_what_the_clinic_says(stubbed, stubs, library):
    folder = stubs("a", "b")
    stubbed(folder)
    path = str(folder / "a.ogg")
    with library.begin() as connection:
        before = by_paths(connection, [path])[path]
        set_fields(connection, [before.id], {"intensity": 3})
    Path(path).write_text("another content")
    stubbed(folder)
    with library.begin() as connection:
        after = by_paths(connection, [path])[path]
    assert (after.id, after.facts.intensity) == (before.id, 3)
    assert (before.digest, after.digest) == ("a", "another content")


def test_a_moved_file_is_known_by_its_content(stubbed, stubs, library):
    folder = stubs("a", "b")
    stubbed(folder)
    (folder / "a.ogg").rename(folder / "sunrise.ogg")
    done = stubbed(folder)
    assert (done.moved, done.missing) == (1, 0)
    with library.begin() as connection:
        assert len(known_files(connection)) == 2
    assert titles(library) == ["b", "sunrise"]


def test_a_file_that_is_gone_is_missing_until_it_is_back(stubbed, stubs, library, tmp_path):
    folder = stubs("a", "b")
    stubbed(folder)
    (folder / "a.ogg").rename(tmp_path / "a.ogg")
    assert (stubbed(folder).missing, titles(library)) == (1, ["b"])
    (tmp_path / "a.ogg").rename(folder / "a.ogg")
    done = stubbed(folder)
    assert (done.missing, done.surveyed, titles(library)) == (0, 0, ["a", "b"])


def test_a_folder_that_is_gone_is_named(stubbed, stubs, library, tmp_path):
    folder = stubs("a", "b")
    stubbed(folder)
    folder.rename(tmp_path / "elsewhere")
    done = stubbed(folder)
    assert (done.files, done.missing, titles(library)) == (0, 2, [])
    assert done.refused == (f"{folder}: is not there. Bring it back, or name where it is now.",)


def test_a_copy_is_one_track_in_two_places(stubbed, stubs, library):
    folder = stubs("a")
    shutil.copy(folder / "a.ogg", folder / "copy.ogg")
    stubbed(folder)
    with library.begin() as connection:
        (track,) = find(connection, parse_query(""))
        assert places(connection, track.id) == [str(folder / "a.ogg"), str(folder / "copy.ogg")]


def test_a_scan_of_one_folder_leaves_the_others_alone(stubbed, stubs, library, music):
    stubbed(stubs("a"))
    stubbed(music / "nothing")
    assert titles(library) == ["a"]


def test_bad_files_are_named_and_stop_nothing(scanned, music):
    (music / "text.mp3").write_text("not a sound")
    (music / "empty.ogg").touch()
    os.mkfifo(music / "pipe.wav")
    (music / "gone.flac").symlink_to(music / "nowhere.flac")
    done, _ = scanned(music)
    assert done.surveyed == 2
    reasons = sorted(reason.removeprefix(f"{music}/").partition(" ")[0] for reason in done.refused)
    assert reasons == ["empty.ogg:", "gone.flac:", "pipe.wav:", "text.mp3:"]


def test_bad_files_are_not_tried_again_before_they_change(scanned, music):
    (music / "text.mp3").write_text("not a sound")
    first, _ = scanned(music)
    again, seen = scanned(music)
    assert (again.refused, again.unchanged, seen) == (first.refused, 3, [])
    retried, _ = scanned(music, retry=True)
    assert (retried.refused, retried.unchanged) == (first.refused, 2)
    write_wav(music / "text.mp3", tone(1.0))
    assert scanned(music)[0].refused == ()


def test_a_name_that_is_no_text_is_named_as_it_can_be_shown(scanned, music):
    Path(os.fsdecode(os.fsencode(music) + b"/\xff.wav")).write_bytes(b"")
    done, _ = scanned(music)
    assert done.refused == (f"{music}/?.wav: its name is no UTF-8. Rename the file.",)


@pytest.mark.parametrize("what", ["segfault", "exit", "hang", "refuse"])
def test_a_worker_that_fails_costs_its_own_file(stubbed, library, stubs, what):
    folder = stubs("a", what, "z")
    done = stubbed(folder, patience_s=1.5)
    assert titles(library) == ["a", "z"]
    (reason,) = done.refused
    assert reason.startswith(f"{folder / what}.ogg: ")


def test_what_was_done_is_kept_when_a_scan_is_stopped(stubbed, library, stubs):
    folder = stubs("a", "b", "c")

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stubbed(folder, on_progress=stop)
    (kept,) = titles(library)
    done = stubbed(folder)
    assert (done.unchanged, done.surveyed) == (1, 2)
    assert titles(library) == ["a", "b", "c"]
    assert kept in "abc"
