"""A playlist and its prepared audio become clips with fixed gains."""

from dataclasses import replace

import pytest

from kapsound.core.assembly import LARGEST_LIFT_DB, assemble, grown, recipes
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import FileRecipe, PreparedAudio, SynthRecipe
from kapsound.errors import PlaylistError
from kapsound.units import Frames, to_frames, to_gain

TEXT = """
format = 1
title = "Test"
safe_bed = "sea"
grounding = "here"
closing_fade = "20s"
maximum_level = 2
seed = 5

[ducking]
depth = -10

[beds.sea]
synth = "ocean"
seed = 1
level = -12

[beds.rain]
path = "rain.flac"

[cues.here]
path = "here.opus"
label = "Here"
key = "h"
level = 6

[[phases]]
name = "preparation"
length = "1m"
until = "dose"
beds = ["sea"]
tracks = ["a.ogg", {path = "b.ogg", start = "10s", end = "30s", gain = -2, title = "Bee"}]
cues = [{cue = "here", at = "-10s"}]

[[phases]]
name = "onset"
length = "2m"
minimum = "1m"
maximum = "3m"
level = 5
arrange = "shuffle"
tracks = ["a.ogg", {synth = "pad", seed = 3, length = "90s", intensity = 2}]
"""
ROOT = "/music"
SEA = SynthRecipe("ocean", 1, 60.0)
RAIN = FileRecipe("/music/rain.flac", loop=True)
A, B = FileRecipe("/music/a.ogg"), FileRecipe("/music/b.ogg")
HERE = FileRecipe("/music/here.opus")
PAD = SynthRecipe("pad", 3, 90.0)


def audio(key, seconds=100.0, *, loudness=-23.0, lead=0.0, trail=0.0):
    return PreparedAudio(
        key=key,
        frames=to_frames(seconds),
        loudness=loudness,
        true_peak=-3.0,
        loudness_range=5.0,
        lead_silence=to_frames(lead),
        trail_silence=to_frames(trail),
        digest="",
    )


def index(**changes):
    """Return the index of everything in the playlist, with changes by key; None leaves out."""
    found = {SEA: "sea", RAIN: "rain", A: "a", B: "b", HERE: "here", PAD: "pad"}
    made = {recipe: changes.get(key, audio(key)) for recipe, key in found.items()}
    return {recipe: each for recipe, each in made.items() if each is not None}


def material(text=TEXT, seed=None, **changes):
    return assemble(parse_playlist(text, "test.toml"), ROOT, index(**changes), seed=seed)


def test_every_recipe_is_named_once_the_safe_bed_and_the_first_phase_first():
    assert recipes(parse_playlist(TEXT, "test.toml"), ROOT) == (SEA, A, B, PAD, RAIN, HERE)


def test_times_and_settings_are_carried_over_in_frames():
    made = material()
    first, second = made.phases
    assert (made.title, made.seed, made.grounding, made.maximum_level) == ("Test", 5, "here", 2.0)
    assert made.closing_fade == to_frames(20)
    assert made.crossfade == to_frames(8)
    assert (made.ducking.depth, made.ducking.down, made.ducking.up) == (-10.0, 1.2, 2.5)
    assert (first.length, first.minimum, first.maximum) == (to_frames(60), 0, None)
    assert (second.minimum, second.maximum) == (to_frames(60), to_frames(180))
    assert (first.waits_for_dose, second.waits_for_dose) == (True, False)
    assert first.cues[0].at == -to_frames(10)
    assert (second.arrange, second.slack) == ("shuffle", to_frames(45))


def test_another_seed_may_be_given():
    assert material(seed=9).seed == 9


def test_a_track_is_brought_to_the_target_and_the_level_of_its_phase():
    made = material(a=audio("a", loudness=-17.0))
    assert made.phases[0].tracks[0].clip.gain == to_gain(-6.0)
    assert made.phases[1].tracks[0].clip.gain == to_gain(-4.0)


def test_the_level_of_a_phase_stays_under_the_maximum_of_the_session():
    assert material().phases[1].level == 2.0


def test_a_faint_track_is_lifted_only_so_far():
    made = material(a=audio("a", loudness=-70.0))
    assert made.phases[0].tracks[0].clip.gain == to_gain(LARGEST_LIFT_DB)


def test_audio_too_short_to_measure_is_taken_as_it_is():
    assert material(a=audio("a", loudness=None)).phases[0].tracks[0].clip.gain == 1.0


def test_a_track_plays_between_its_written_ends_else_without_the_silence_at_them():
    first, second = material(a=audio("a", lead=1.0, trail=2.0)).phases[0].tracks
    assert (first.clip.start, first.clip.end) == (to_frames(1), to_frames(98))
    assert (second.clip.start, second.clip.end) == (to_frames(10), to_frames(30))
    assert second.clip.gain == to_gain(-2.0)
    assert (first.title, second.title) == ("a", "Bee")


def test_a_track_is_called_by_its_tags_but_a_written_title_wins():
    tagged = {name: replace(audio(name), title="Love Theme", artist="Mira") for name in "ab"}
    named = [(track.title, track.artist) for track in material(**tagged).phases[0].tracks]
    assert named == [("Love Theme", "Mira"), ("Bee", "Mira")]


def test_a_written_end_past_the_audio_is_its_last_frame():
    track = material(b=audio("b", 20.0)).phases[0].tracks[1]
    assert track.clip.end == to_frames(20)


def test_tracks_are_numbered_within_their_phase():
    ids = [[track.id for track in phase.tracks] for phase in material().phases]
    assert ids == [["preparation/1", "preparation/2"], ["onset/1", "onset/2"]]
    assert material().phases[1].tracks[1].intensity == 2


@pytest.mark.parametrize("b", [None, audio("b", 5.0), audio("b", 5.0, lead=5.0, trail=5.0)])
def test_a_track_that_is_missing_or_too_short_is_left_out_and_the_rest_keep_their_ids(b):
    made = material(b=b)
    assert [track.id for track in made.phases[0].tracks] == ["preparation/1"]


def test_a_bed_loops_whole_at_its_level():
    sea = material(sea=audio("sea", loudness=-20.0)).bed("sea")
    assert sea.clip.loop
    assert (sea.clip.start, sea.clip.frames) == (0, to_frames(100))
    assert sea.clip.gain == to_gain(-15.0)
    assert sea.label == "sea"


def test_a_cue_stands_at_the_target_without_the_silence_at_its_ends():
    cue = material(here=audio("here", 5.0, loudness=-25.0, lead=0.5, trail=1.0)).cue("here")
    assert (cue.clip.start, cue.clip.end) == (to_frames(0.5), to_frames(4))
    assert cue.clip.gain == to_gain(2.0)
    assert (cue.label, cue.key, cue.level) == ("Here", "h", 6.0)


@pytest.mark.parametrize("here", [None, audio("here", 3.0, lead=3.0, trail=3.0)])
def test_a_cue_that_is_missing_or_silent_is_left_out(here):
    assert material(here=here).cue("here") is None


def test_a_bed_that_is_missing_is_left_out():
    made = material(rain=None)
    assert made.bed("rain") is None
    assert made.safe_bed == made.bed("sea")


def test_without_the_safe_bed_nothing_starts_and_the_message_says_what_to_do():
    with pytest.raises(PlaylistError, match='safe bed "sea" could not be prepared; choose'):
        material(sea=None)


def test_phases_are_found_by_name_and_the_one_that_waits_by_its_key(make):
    made = material()
    assert (made.phase_named("onset"), made.phase_named("peak")) == (1, None)
    assert (made.dose_phase, made.onset) == (0, 1)
    plain = make.material(make.phase("one"))
    assert (plain.dose_phase, plain.onset) == (None, 0)


def test_the_offsets_of_a_last_phase_that_waits_count_from_itself(make):
    assert make.material(make.phase("one", waits_for_dose=True)).onset == 0


def test_a_clip_knows_its_length():
    assert material().phases[0].tracks[1].clip.frames == Frames(to_frames(20))


def test_a_material_grows_into_what_it_would_have_been():
    """The sounds may come in any order; ids, gains and the seed are the same in the end."""
    playlist, whole = parse_playlist(TEXT, "test.toml"), index()
    material = assemble(playlist, ROOT, {SEA: whole[SEA]}, seed=9)
    assert material.wanting == (A, B, PAD, RAIN, HERE)
    for recipe in (PAD, HERE, B, RAIN, A):
        material = grown(material, recipe, whole[recipe])
        assert recipe not in material.wanting
    assert material.wanting == ()
    assert material == assemble(playlist, ROOT, whole, seed=9)


def test_a_track_keeps_its_id_when_one_before_it_comes_in():
    playlist = parse_playlist(TEXT, "test.toml")
    material = assemble(playlist, ROOT, index(a=None))
    assert [track.id for track in material.phases[0].tracks] == ["preparation/2"]
    found = grown(material, A, audio("a")).phases[0].tracks
    assert [track.id for track in found] == ["preparation/1", "preparation/2"]
    assert found[1] is material.phases[0].tracks[0]  # not made again: the audio loop waits


@pytest.mark.parametrize("recipe", [SEA, A, FileRecipe("/music/other.ogg")])
def test_what_is_known_or_foreign_changes_nothing(recipe):
    """The safe bed above all stays as it is: it is held in memory."""
    material = assemble(parse_playlist(TEXT, "test.toml"), ROOT, index(b=None))
    assert grown(material, recipe, audio("new")) is material


def test_a_material_without_a_playlist_wants_nothing(make):
    material = make.material()
    assert material.wanting == ()
    assert grown(material, A, audio("a")) is material
