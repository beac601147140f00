"""The prepare job tells of each sound as soon as it can be played, and clears up after itself."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from sound_rigs import tone, write_wav

from kapsound.cache.evict import Evicted
from kapsound.cache.lease import lease_folder
from kapsound.core.prepared import FileRecipe, SynthRecipe, recipe_to_json
from kapsound.jobs import prepare as job
from kapsound.media.inventory import Changed
from kapsound.media.prepare import Options, Prepared, prepare
from kapsound.processes import module_command, module_environment, run_job

PINK = SynthRecipe("pink", 1, 1.0)


@pytest.fixture
def request_of(tmp_path):
    def request(*recipes, **more):
        return {
            "recipes": [recipe_to_json(item) for item in recipes],
            "cache": str(tmp_path),
            **more,
        }

    return request


def test_what_is_ready_is_told_at_once_and_all_of_it_at_the_end(request_of, tmp_path):
    told = []
    gone = FileRecipe(str(tmp_path / "gone.ogg"))
    answer = job.work(request_of(PINK, gone), told.append)
    audio = prepare([PINK], tmp_path, lambda _: None).index[PINK]
    assert answer["index"] == [[recipe_to_json(PINK), asdict(audio)]]
    assert answer["refused"][0][0] == recipe_to_json(gone)
    assert [item["ready"] for item in told if item["ready"]] == answer["index"]
    assert told[-1] | {"ready": None} == told[-1]
    assert (answer["mended"], answer["changed"], answer["evicted"]["deleted"]) == ([], [], 0)
    assert json.loads(json.dumps([told, answer])) == [told, answer]


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ({}, Options()),
        ({"verify": True, "roots": ["/music"]}, Options(roots=(Path("/music"),), verify=True)),
        ({"retry": True, "limit": 5}, Options(retry=True, limit=5)),
    ],
)
def test_what_is_asked_for_is_passed_on(request_of, monkeypatch, asked, options):
    seen = []

    def stub(recipes, cache, on_progress, workers, options):
        seen.append((workers.count, options))
        changed = Changed(PINK, "before", "after")
        return Prepared({}, (), (PINK,), (changed,), Evicted(1, 2, 3, 4))

    monkeypatch.setattr(job, "prepare", stub)
    answer = job.work(request_of(PINK, workers=3, **asked), lambda _: None)
    assert seen == [(3, options)]
    assert answer["mended"] == [recipe_to_json(PINK)]
    assert answer["changed"] == [[recipe_to_json(PINK), "before", "after"]]
    assert answer["evicted"] == {"deleted": 1, "freed": 2, "left": 3, "limit": 4}


@pytest.mark.skipif(sys.platform == "win32", reason="no process is asked to end there")
def test_a_job_that_is_ended_leaves_no_mark_behind(request_of, tmp_path):
    """Ctrl-C is no accident: nothing is verified for it the next time."""
    request = request_of(PINK, SynthRecipe("pad", 1, 600.0), workers=1)
    with subprocess.Popen(
        module_command("kapsound.jobs", "prepare"),
        env=module_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
        line = next(filter(bytes.strip, process.stdout))
        assert json.loads(line)["progress"]["ready"]
        assert list(lease_folder(tmp_path).iterdir())
        process.terminate()
    assert process.returncode == 143
    assert list(lease_folder(tmp_path).iterdir()) == []


def test_a_lookup_prepares_nothing(request_of, tmp_path):
    job.work(request_of(PINK), lambda _: None)
    brown = SynthRecipe("brown", 1, 1.0)
    answer = job.work(request_of(PINK, brown, lookup=True), lambda _: None)
    assert [recipe for recipe, _ in answer["index"]] == [recipe_to_json(PINK)]
    assert [recipe for recipe, _ in answer["refused"]] == [recipe_to_json(brown)]
    assert len(list((tmp_path / "prepared").glob("*.pcm"))) == 1


def test_a_file_that_has_moved_is_found_in_the_library_by_its_content(request_of, tmp_path):
    here, there = tmp_path / "dawn.wav", tmp_path / "music" / "sunrise.wav"
    write_wav(here, tone(1.0))
    wanted, library = request_of(FileRecipe(str(here))), tmp_path / "library.sqlite"
    job.work(wanted, lambda _: None)
    there.parent.mkdir()
    here.rename(there)
    asked = {**wanted, "library": str(library)}
    before = job.work(asked, lambda _: None)["refused"][0][1]
    assert before.endswith("there is no such file. Put it there, or correct the name.")
    run_job("scan", {"library": str(library), "places": [str(there.parent)]}, lambda _: None)
    after = job.work(asked, lambda _: None)["refused"][0][1]
    assert after == f'{before} The library has that sound as "{there}".'
    library.write_bytes(b"no library" * 400)
    assert job.work(asked, lambda _: None)["refused"][0][1] == before
