"""What spans several keys of a playlist is found, with the key to change."""

import pytest
import tomli

from kapsound.core.playlist.cross import cross_checks


def found(text):
    return [(fault.path, fault.message) for fault in cross_checks(tomli.loads(text))]


def phases(*texts):
    return "".join(f"[[phases]]\n{text}\n" for text in texts)


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("phases = []", ("phases",), "is empty; write one [[phases]] table at least"),
        (phases("name = 'sea'", "name = 'Sea'"), ("phases", 1, "name"),
         '"sea" is taken; give each phase its own name'),
        (phases("name = 'Peak'"), ("phases", 0, "name"),
         '"Peak" is written "peak", as commands name it'),
        (phases("until = 'dose'", "", "until = 'dose'"), ("phases", 2, "until"),
         "phases[0] waits for the dose already; only one phase can"),
        ("safe_bed = 'x'", ("safe_bed",), '"x" is not in [beds]; there are none'),
        ("safe_bed = 'ocaen'\nbeds.ocean = 'a'", ("safe_bed",),
         '"ocaen" is not in [beds]; did you mean "ocean"?'),
        ("grounding = 'x'\ncues.a = {}\ncues.b = {}", ("grounding",),
         '"x" is not in [cues]; there are: "a", "b"'),
        (phases("beds = ['x']"), ("phases", 0, "beds", 0), '"x" is not in [beds]; there are none'),
        ("beds.a = 'a'\n" + phases("beds = ['a', 'a']"), ("phases", 0, "beds", 1),
         '"a" is named twice in this phase'),
        (phases("cues = [{cue = 'x'}]"), ("phases", 0, "cues", 0, "cue"),
         '"x" is not in [cues]; there are none'),
        ("cues.a = {key = '1'}\ncues.b = {key = '1'}", ("cues", "b", "key"),
         '"1" plays the cue "a" already; choose another'),
        ("crossfade.length = '20s'", ("crossfade", "length"), ("length (20s) is more than maximum "
         "(15s by default); write minimum <= length <= maximum")),
        ("crossfade.length = '2s'", ("crossfade", "length"), ("minimum (3s by default) is more "
         "than length (2s); write minimum <= length <= maximum")),
        ("crossfade.maximum = '5s'", ("crossfade", "maximum"), ("length (8s by default) is more "
         "than maximum (5s); write minimum <= length <= maximum")),
        (phases("length = '5m'\nminimum = '6m'"), ("phases", 0, "minimum"),
         "minimum (6m) is more than length (5m); write minimum <= length <= maximum"),
        (phases("minimum = '6m'\nmaximum = '1m'"), ("phases", 0, "minimum"),
         "minimum (6m) is more than maximum (1m); write minimum <= length <= maximum"),
        ("ducking.depth = -30", ("ducking", "up"),
         'coming back 30 dB in 2.5s would startle; write up = "5s" or more'),
        ("beds.a = {}", ("beds", "a"), "names no sound; write either path (a file) or synth"),
        (phases("tracks = [{path = 'a', synth = 'pad'}]"), ("phases", 0, "tracks", 0),
         "holds both path and synth; write either path (a file) or synth"),
        ("beds.a = {path = 'a', seed = 1}", ("beds", "a", "seed"),
         "goes with synth only; take it out"),
        ("beds.a = {path = 'a', length = '1m'}", ("beds", "a", "length"),
         "goes with synth only (start and end cut a file); take it out"),
        (phases("tracks = [{path = 'a', start = '2m', end = '1m'}]"),
         ("phases", 0, "tracks", 0, "end"),
         "the track ends at 1m, but it starts at 2m; write an end after the start"),
        (phases("tracks = [{path = 'a', end = '0s'}]"), ("phases", 0, "tracks", 0, "end"),
         "the track ends at 0s, but it starts at 0s; write an end after the start"),
        ("cues.a = {}\n" + phases("length = '2m'\ncues = [{cue = 'a', at = '-3m'}]"),
         ("phases", 0, "cues", 0, "at"), '"-3m" is outside the phase, which lasts 2m'),
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_found(text, path, words):
    assert found(text) == [(path, words)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "phases = 3\nbeds = 3\ncues = 3\ncrossfade = 3\nducking = 3",
        "safe_bed = 3\nphases = [3, {beds = 3, cues = [3], tracks = 3, name = 3}]",
        "ducking = {depth = '-30', up = 'x'}",
        "ducking.depth = -inf",
        "crossfade = {length = 3, minimum = 'x'}",
        f"crossfade.length = '{'9' * 400}h'",
        "ducking = {depth = -30, up = '5s'}",
        "cues.a = {key = '1'}\ncues.b = {key = '2'}\ncues.c = {}\ncues.d = {}",
        "cues.a = {}\n" + phases("length = '2m'\ncues = [{cue = 'a', at = '2m'}]"),
        phases("name = 'a'", "name = 'b'", "", ""),
    ],
)
def test_what_belongs_together_or_is_of_another_kind_is_passed_over(text):
    assert found(text) == []
