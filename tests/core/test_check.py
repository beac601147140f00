"""`check` names what would go wrong in the room, in minutes and seconds, with its line."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.assembly import recipe
from kapsound.core.check import check, left_out
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import PreparedAudio
from kapsound.units import Frames, to_frames

HEAD = """\
format = 1
title = "A title"
safe_bed = "sea"
crossfade = { length = "10s" }
beds = { sea = "sea.ogg" }
cues = { a = { path = "a.ogg", label = "A" }, b = { path = "b.ogg", label = "B" } }
"""
RETURN = '[[phases]]\nname = "return"\nlength = "1m"\nbeds = ["sea"]\n'


def audio(seconds, *, loudness=-20.0, true_peak=-3.0, silence=0.0):
    """Return prepared audio with so much silence at either end."""
    quiet = to_frames(silence)
    return PreparedAudio(
        "key", to_frames(seconds), loudness, true_peak, 5.0, Frames(quiet), Frames(quiet), "00"
    )


SOUNDS = {
    "sea.ogg": audio(60),
    "a.ogg": audio(30),
    "b.ogg": audio(20),
    "one.ogg": audio(300),
    "two.ogg": audio(150),
}


def found(phase, sounds=(), head=HEAD):
    """Return (line, key, message, severity) of each problem with a phase before `return`."""
    text = f'{head}[[phases]]\nname = "peak"\n{phase}\n{RETURN}'
    playlist = parse_playlist(text, "a.toml")
    known = {**SOUNDS, **dict(sounds)}
    index = {}
    items = [*playlist.cues.values(), *(track for part in playlist.phases for track in part.tracks)]
    for item in [*items, *playlist.beds.values()]:
        name = getattr(item.source, "path", "synth")
        if known.get(name):
            index[recipe(item, "/music")] = known[name]
    return [
        (problem.line, problem.key, problem.message, problem.severity)
        for problem in check(playlist, "/music", index, text, "a.toml")
    ]


def test_a_sound_playlist_has_nothing_to_name():
    assert found('length = "4m50s"\ntracks = ["one.ogg"]\nbeds = ["sea"]') == []


def test_a_phase_longer_than_its_tracks_is_named_in_minutes_and_seconds():
    assert found('length = "20m"\ntracks = ["one.ogg", "two.ogg"]') == [
        (10, "phases[0].tracks", "tracks fill 7m10s of 20m; they will repeat after that", "warning")
    ]


def test_the_last_phase_needs_no_crossfade_at_its_end():
    text = HEAD + '[[phases]]\nname = "return"\nlength = "5m"\ntracks = ["one.ogg"]\n'
    playlist = parse_playlist(text, "a.toml")
    (track,) = playlist.phases[0].tracks
    bed = recipe(playlist.beds["sea"], "/music")
    index = {recipe(track, "/music"): audio(300), bed: audio(60)}
    assert check(playlist, "/music", index, text, "a.toml") == ()


@pytest.mark.parametrize(
    ("length", "late"),
    [
        ("4m", 'from "two" on they are not reached'),
        ("6m", "the last is faded out"),
        ("6m30s", None),
    ],
)
def test_a_listed_phase_shorter_than_its_tracks_names_what_is_lost(length, late):
    messages = [
        entry[2] for entry in found(f'length = "{length}"\ntracks = ["one.ogg", "two.ogg"]')
    ]
    assert messages == ([f"tracks fill 7m10s of {length}; {late}"] if late else [])


def test_a_shuffled_phase_may_have_more_than_it_needs():
    assert found('length = "4m"\narrange = "shuffle"\ntracks = ["one.ogg", "two.ogg"]') == []


def test_silence_at_the_ends_of_a_track_does_not_fill():
    sounds = {"one.ogg": audio(300, silence=15)}
    assert found('length = "4m50s"\ntracks = ["one.ogg"]', sounds)[0][2] == (
        "tracks fill 4m20s of 4m50s; they will repeat after that"
    )


def test_a_phase_with_a_sound_that_is_not_prepared_is_not_measured():
    assert found('length = "20m"\ntracks = ["one.ogg", "two.ogg"]', {"two.ogg": None}) == []


def test_start_and_end_of_a_track_count():
    track = '{ path = "one.ogg", start = "1m", end = "2m" }'
    assert found(f'length = "1m"\ntracks = [{track}]')[0][2] == (
        "tracks fill 50s of 1m; they will repeat after that"
    )


def test_a_track_that_starts_past_its_sound_is_an_error():
    key, words = "phases[0].tracks[0].start", "the track starts at 6m, but the sound lasts 5m"
    assert found('length = "1s"\ntracks = [{ path = "one.ogg", start = "6m" }]') == [
        (10, key, f"{words}; nothing of it is played", "error")
    ]


def test_a_track_that_ends_past_its_sound_is_named():
    key, words = "phases[0].tracks[0].end", "the track ends at 6m, but the sound lasts 5m"
    assert found('length = "4m50s"\ntracks = [{ path = "one.ogg", end = "6m" }]') == [
        (10, key, f"{words}; it is played to its end", "warning")
    ]


def test_an_empty_phase_is_named_unless_it_has_beds():
    words = 'has neither tracks nor beds; only the safe bed "sea" sounds'
    assert found('length = "1m"') == [(7, "phases[0]", words, "warning")]
    assert found('length = "1m"\nbeds = ["sea"]') == []


def test_a_fitted_phase_that_would_fade_is_named():
    words = "no choice of its tracks ends with the phase, nor within 45s of its end"
    assert found('length = "3m50s"\narrange = "fit"\ntracks = ["one.ogg"]') == [
        (10, "phases[0].arrange", f"{words}; it will be faded", "warning")
    ]
    assert found('length = "4m50s"\narrange = "fit"\ntracks = ["one.ogg"]') == []


def test_a_fitted_phase_whose_sounds_are_not_known_is_passed_over():
    phase = 'length = "3m50s"\narrange = "fit"\ntracks = ["one.ogg"]'
    assert found(phase, {"one.ogg": None}) == []
    assert [key for _, key, *_ in found(phase, {"sea.ogg": None})] == ["safe_bed"]


@pytest.mark.parametrize(
    ("tracks", "count"),
    [('"a.ogg", "one.ogg"', "1 track is"), ('"a.ogg", "b.ogg"', "2 tracks are")],
)
def test_tracks_too_short_to_be_fitted_are_named(tracks, count):
    words = f"{count} shorter than 45s, so the phase can land without them only"
    phase = f'length = "4m50s"\narrange = "fit"\ntracks = [{tracks}]'
    assert (11, "phases[0].tracks", words, "warning") in found(phase)


def test_a_level_over_the_maximum_is_named():
    words = "3 dB is over maximum_level; the phase plays at 0 dB"
    assert found('length = "1m"\nbeds = ["sea"]\nlevel = 3') == [
        (11, "phases[0].level", words, "warning")
    ]


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (audio(110, loudness=None), "is silent, or too quiet and short to have a loudness"),
        (audio(110, loudness=-5.0, true_peak=-1.0), "is far too loud (-5.0 LUFS, peaks at -1.0"),
        (audio(110, true_peak=3.5), "is far too loud (-20.0 LUFS, peaks at +3.5 dBTP)"),
    ],
)
def test_silent_and_far_too_loud_sounds_are_named(sound, words):
    phase = 'length = "1m40s"\ntracks = ["one.ogg"]'
    for name, key in (
        ("one.ogg", "phases[0].tracks[0]"),
        ("sea.ogg", "beds.sea"),
        ("a.ogg", "cues.a"),
    ):
        ((_, where, message, severity),) = found(phase, {"one.ogg": audio(110), name: sound})
        assert (where, severity) == (key, "warning")
        assert message.startswith(words)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"declared": to_frames(190)}, "the file is cut off: 1m50s of 3m10s; get it whole"),
        ({"replaced": 1}, "1 sample is no number; silence takes its place: listen"),
        ({"replaced": 96}, "96 samples are no numbers; silence takes their place: listen"),
        ({"offset": 0.12}, "stands off centre by 12% of full scale (DC); mend it in an editor"),
    ],
)
def test_what_is_wrong_with_a_file_that_plays_all_the_same_is_named(wrong, words):
    phase = 'length = "1m40s"\ntracks = ["one.ogg"]'
    for name, key in (
        ("one.ogg", "phases[0].tracks[0]"),
        ("sea.ogg", "beds.sea"),
        ("a.ogg", "cues.a"),
    ):
        sounds = {"one.ogg": audio(110), name: replace(audio(110), **wrong)}
        ((_, where, message, severity),) = found(phase, sounds)
        assert (where, message, severity) == (key, words, "warning")


@pytest.mark.parametrize("seconds", [109.0, 110.0, 110.4])
def test_a_length_stated_within_half_a_second_is_no_cut(seconds):
    sound = replace(audio(110), declared=to_frames(seconds), offset=0.04)
    assert found('length = "1m40s"\ntracks = ["one.ogg"]', {"one.ogg": sound}) == []


def test_a_bed_too_short_to_loop_unheard_is_named():
    words = "lasts only 4.5s, so its repeating is heard; use 10s at least"
    assert found('length = "1m"\nbeds = ["sea"]', {"sea.ogg": audio(4.5)}) == [
        (5, "beds.sea", words, "warning")
    ]


def test_a_safe_bed_too_long_to_be_held_in_memory_is_an_error_at_its_key():
    most = "a safe bed lasts 2m at most, for it is held in memory. Choose another, or shorten it"
    words = f'the bed "sea" lasts 2m1s; {most}'
    assert found('length = "1m"\nbeds = ["sea"]', {"sea.ogg": audio(121)}) == [
        (3, "safe_bed", words, "error")
    ]
    assert found('length = "1m"\nbeds = ["sea"]', {"sea.ogg": audio(120)}) == []


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (None, 'the bed "sea" cannot be prepared; choose another'),
        (audio(121), 'the bed "sea" lasts 2m1s; a safe bed'),
        (audio(120), ""),
    ],
)
def test_no_session_starts_without_a_safe_bed(sound, words):
    text = HEAD + RETURN
    playlist = parse_playlist(text, "a.toml")
    bed = recipe(playlist.beds["sea"], "/music")
    index = {} if sound is None else {bed: sound}
    problems = check(playlist, "/music", index, text, "a.toml")
    errors = [problem for problem in problems if problem.severity == "error"]
    assert [(problem.line, problem.key) for problem in errors] == [(3, "safe_bed")] * bool(words)
    assert all(problem.message.startswith(words) for problem in errors)


def test_a_sound_that_could_not_be_prepared_is_left_out_wherever_it_is_used():
    tracks = 'tracks = ["one.ogg", "two.ogg", "one.ogg"]'
    text = f'{HEAD}[[phases]]\nname = "peak"\nlength = "1m"\n{tracks}\n{RETURN}'
    playlist = parse_playlist(text, "a.toml")
    wanted = [playlist.phases[0].tracks[0], playlist.cues["b"]]
    reasons = [(recipe(item, "/music"), "is broken") for item in wanted]
    reasons.append((recipe(playlist.beds["sea"], "/music"), "is gone"))
    assert [
        (problem.line, problem.key, problem.message, problem.severity)
        for problem in left_out(playlist, "/music", reasons, text, "a.toml")
    ] == [
        (5, "beds.sea", "is gone", "error"),
        (6, "cues.b", "left out: is broken", "warning"),
        (10, "phases[0].tracks[0]", "left out: is broken", "warning"),
        (10, "phases[0].tracks[2]", "left out: is broken", "warning"),
    ]


@pytest.mark.parametrize("at", ["1m50s", "-10s"])
def test_a_cue_that_runs_past_the_end_of_its_phase_is_named(at):
    phase = f'length = "2m"\nbeds = ["sea"]\ncues = [{{ cue = "a", at = "{at}" }}]'
    words = 'the cue "a" runs 20s past the end of the phase'
    assert found(phase) == [(11, "phases[0].cues[0].at", words, "warning")]


def test_a_time_before_the_end_of_a_phase_that_waits_for_the_dose_is_named():
    cues = '[{ cue = "a", at = "-1m" }, { cue = "b", at = "1m55s" }]'
    words = "the phase ends with the dose, so a time before its end never comes"
    assert found(f'length = "2m"\nuntil = "dose"\nbeds = ["sea"]\ncues = {cues}') == [
        (12, "phases[0].cues[0].at", words, "warning")
    ]


def test_cues_that_overlap_are_named_however_they_are_ordered():
    cues = '[{ cue = "b", at = "25s" }, { cue = "a", at = "5s" }, { cue = "b", at = "1m" }]'
    words = 'the cue "b" is due 10s before "a" is over; it waits'
    assert found(f'length = "2m"\nbeds = ["sea"]\ncues = {cues}') == [
        (11, "phases[0].cues[0].at", words, "warning")
    ]


def test_a_cue_whose_key_is_the_screens_own_is_named_with_what_it_does_and_the_free_keys():
    head = HEAD.replace('label = "A"', 'label = "A", key = "x"').replace(
        'label = "B"', 'label = "B", key = "1"'
    )
    (problem,) = found('length = "2m"\nbeds = ["sea"]', head=head)
    line, key, words, severity = problem
    assert (line, key, severity) == (6, "cues.a.key", "error")
    assert words.startswith('"x" is the screen\'s own key for "STOP", so it cannot play "a"')
    assert words.endswith("; free are 0, 2, 3, 4, 5, 6, 7, 8, 9, e, j, p, w, y, z")


def test_a_cue_of_unknown_length_is_passed_over():
    phase = 'length = "2m"\nbeds = ["sea"]\ncues = [{ cue = "a", at = "1m59s" }]'
    assert found(phase, {"a.ogg": None}) == []


def test_a_track_that_its_tags_name_is_named_so_beside_its_file():
    loud = replace(audio(300, loudness=-2.0), title="Love Theme", artist="Mira")
    phase = 'length = "4m50s"\ntracks = ["one.ogg", { path = "two.ogg", title = "Own" }]'
    both = found(phase, {"one.ogg": loud, "two.ogg": loud})
    first, second = (message for _, _, message, _ in both if "far too loud" in message)
    assert first.startswith('one.ogg, "Love Theme - Mira": is far too loud')
    assert second.startswith("is far too loud")


def test_a_track_that_is_not_reached_is_named_by_its_tags():
    tagged = replace(audio(150), title="Love Theme")
    ((_, _, message, _),) = found(
        'length = "2m"\ntracks = ["one.ogg", "two.ogg"]', {"two.ogg": tagged}
    )
    assert message.endswith('; from two.ogg, "Love Theme" on they are not reached')


@pytest.mark.parametrize(("name", "hint"), [("retrun", '; is "retrun" meant?'), ("home", "")])
def test_a_playlist_without_a_return_is_told_so(name, hint):
    text = f'{HEAD}[[phases]]\nname = "{name}"\nlength = "1m"\nbeds = ["sea"]\n'
    _, problem = check(parse_playlist(text, "a.toml"), "/music", {}, text, "a.toml")
    words = 'no phase is named "return", so the command return has nowhere to go'
    assert (problem.key, problem.message) == ("phases", words + hint)


SECONDS = st.integers(1, 4_000)


@given(
    st.lists(SECONDS, max_size=5),
    SECONDS,
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 4_000)), max_size=4),
    st.sampled_from(["listed", "fit", "shuffle"]),
)
def test_any_lengths_give_plain_problems(lengths, length, cues, arrange):
    names = [f"t{place}.ogg" for place in range(len(lengths))]
    placed = ", ".join(f'{{ cue = "{cue}", at = "{at % (length + 1)}s" }}' for cue, at in cues)
    phase = f'length = "{length}s"\narrange = "{arrange}"\ntracks = {names}\ncues = [{placed}]'
    sounds = {name: audio(seconds) for name, seconds in zip(names, lengths, strict=True)}
    for line, key, message, severity in found(phase, sounds):
        assert line
        assert key.startswith("phases[0]")
        assert message.isprintable()
        assert severity == "warning"
