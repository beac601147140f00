"""`check` names every finding with file, line and key, or says that all is well."""

import json

import pytest

from kapsound.errors import Problem

HEAD = """\
format = 1
title = "A breath"
safe_bed = "hush"
beds.hush = { synth = "brown", length = "%s" }
"""
PHASE = """
[[phases]]
name = "return"
length = "10s"
beds = ["hush"]
"""


@pytest.fixture
def written(home, request):
    def write(text):
        path = home / f"{request.node.name[:20]}.toml"
        path.write_text(text)
        return path

    return write


def test_a_sound_playlist_is_ready(kapsound, tiny):
    ran = kapsound("check", tiny)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"{tiny}: all is well; it is ready to play.\n"


def test_what_is_wrong_with_the_text_is_named_all_at_once(kapsound, written):
    path = written(HEAD.replace("safe_bed", "safebed") % "10s" + PHASE.replace('"10s"', "10"))
    ran = kapsound("check", path)
    assert ran.code == 1
    assert f'error: {path}:3: safebed: is not a key here; did you mean "safe_bed"?' in ran.out
    assert f"error: {path}:8: phases[0].length: " in ran.out
    assert "mend the errors first" in ran.err


def test_a_file_that_cannot_be_prepared_is_named_where_it_is_used(kapsound, written):
    path = written(HEAD % "10s" + PHASE + 'tracks = ["gone.ogg"]\n')
    ran = kapsound("check", path)
    assert ran.code == 1
    assert f"warning: {path}:10: phases[0].tracks[0]: left out: " in ran.out
    assert "gone.ogg" in ran.out
    assert ran.err == f"{path}: 0 errors, 1 warning; it plays, but look at these first.\n"


def test_what_check_says_of_a_sound_that_is_left_out_whoever_plays_says_too(
    kapsound, written, spawn, home
):
    path = written(HEAD % "10s" + PHASE + 'tracks = ["gone.ogg"]\n')
    found = kapsound("check", path).out.removeprefix("warning: ")
    process = spawn("play", path, "--headless", "--output", "null", "--do", "0:00 end")
    _, said = process.communicate(timeout=60)
    assert (process.returncode, found in said) == (0, True)
    assert found in kapsound("render", path, "-o", home / "left-out.raw", "--replace").err
    assert found in kapsound("plan", path).err
    assert found in kapsound("prepare", path).err


@pytest.mark.parametrize("words", [["play", "--output", "null"], ["render", "-o", "late.wav"]])
def test_what_is_an_error_to_check_keeps_a_session_from_beginning(kapsound, written, words):
    late = 'tracks = [{ synth = "pad", length = "12s", start = "20s" }]\n'
    path = written(HEAD % "10s" + PHASE + late)
    (found,) = (
        line.removeprefix("error: ")
        for line in kapsound("check", path).out.splitlines()
        if line.startswith("error: ")
    )
    assert "nothing of it is played" in found
    ran = kapsound(*words, path)
    assert (ran.code, ran.err) == (1, f"kapsound: {found}\n")


def test_warnings_alone_let_it_play(kapsound, written):
    path = written(HEAD % "10s" + PHASE.replace("return", "peak"))
    ran = kapsound("check", path)
    assert ran.code == 0
    assert ran.out.startswith(f'warning: {path}:6: phases: no phase is named "return"')
    assert ran.err == f"{path}: 0 errors, 1 warning; it plays, but look at these first.\n"


@pytest.mark.parametrize("words", [["check"], ["play", "--output", "null"], ["prepare"]])
def test_a_safe_bed_too_long_for_memory_is_refused_before_it_plays(kapsound, written, words):
    path = written(HEAD % "121s" + PHASE)
    ran = kapsound(*words, path)
    assert ran.code == 1
    assert f'{path}:3: safe_bed: the bed "hush" lasts 2m1s; a safe bed lasts 2m at most' in (
        ran.out + ran.err
    )


def test_findings_as_json_are_problems(kapsound, written, tiny):
    path = written(HEAD.replace("title", "titel") % "10s" + PHASE)
    ran = kapsound("check", path, "--json")
    problems = [Problem(**item) for item in json.loads(ran.out)]
    assert ran.code == 1
    assert {problem.line for problem in problems} >= {2}
    assert json.loads(kapsound("check", tiny, "--json").out) == []


def test_the_schema_is_json(kapsound):
    assert json.loads(kapsound("schema").out)["type"] == "object"


def test_preparing_again_says_what_there_is(kapsound, tiny):
    ran = kapsound("prepare", tiny)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "2 of 2 sounds are prepared, 22s in all.\n"
