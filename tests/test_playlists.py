"""The ready playlists: whole, of the lengths they promise, and landing as they are written."""

from functools import cache
from pathlib import Path

import pytest

from kapsound.core.assembly import assemble, recipes
from kapsound.core.check import check
from kapsound.core.course import written
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import PreparedAudio, SynthRecipe
from kapsound.units import Frames, to_frames

PLAYLISTS = Path(__file__).parent.parent / "playlists"
ROUTES = ("intramuscular", "intravenous", "lozenge", "intranasal")
CUE_S = 13.0
MINUTE = 60.0
BYTES_A_SECOND = 48_000 * 2 * 4
# Name, and the minutes after the dose at which it begins and ends.
ARCS = {
    "intravenous": [("onset", 0, 10), ("peak", 10, 40), ("return", 40, 55)],
    "intramuscular": [("onset", 0, 5), ("peak", 5, 30), ("return", 30, 60)],
    "lozenge": [("onset", 0, 20), ("peak", 20, 60), ("return", 60, 90), ("integration", 90, 120)],
    "intranasal": [
        ("onset", 0, 25),
        ("peak", 25, 55),
        ("return", 55, 85),
        ("observation", 85, 125),
    ],
}
each_route = pytest.mark.parametrize("name", ROUTES)
each = pytest.mark.parametrize("name", ["demo", *ROUTES])


@cache
def read(name):
    path = PLAYLISTS / f"{name}.toml"
    return parse_playlist(path.read_text("utf-8"), str(path))


@cache
def index(name):
    """The sounds as if they were prepared: a synthesized one has the length of its recipe."""

    def frames(recipe):
        return to_frames(recipe.length if isinstance(recipe, SynthRecipe) else CUE_S)

    return {
        recipe: PreparedAudio(
            f"key {number}", frames(recipe), -20.0, -6.0, 3.0, Frames(0), Frames(0), ""
        )
        for number, recipe in enumerate(recipes(read(name), str(PLAYLISTS)))
    }


def findings(name):
    path = PLAYLISTS / f"{name}.toml"
    return check(read(name), str(PLAYLISTS), index(name), path.read_text("utf-8"), str(path))


def minutes(seconds):
    return seconds / MINUTE


def test_no_playlist_is_left_out_here():
    assert {path.stem for path in PLAYLISTS.glob("*.toml")} == {"demo", *ROUTES}


@each
def test_a_playlist_needs_no_file_but_its_voice_cues(name):
    playlist = read(name)
    sounds = [
        *playlist.beds.values(),
        *(track for phase in playlist.phases for track in phase.tracks),
    ]
    assert all(sound.synth for sound in sounds)
    assert all((PLAYLISTS / cue.path).is_file() for cue in playlist.cues.values())


@each
def test_every_cue_is_scheduled_or_has_a_key(name):
    playlist = read(name)
    scheduled = {at.cue for phase in playlist.phases for at in phase.cues}
    assert {name for name, cue in playlist.cues.items() if cue.key} | scheduled == set(
        playlist.cues
    )
    assert playlist.grounding in playlist.cues


def test_the_demo_is_a_whole_session_in_six_minutes():
    demo = read("demo")
    assert [phase.name for phase in demo.phases] == ["preparation", "onset", "peak", "return"]
    assert sum(phase.length for phase in demo.phases) == 360
    assert demo.phases[0].until == "dose"


@each_route
def test_a_route_has_the_arc_that_is_written_for_it(name):
    playlist = read(name)
    preparation, *phases = playlist.phases
    assert (playlist.route, preparation.until) == (name, "dose")
    found, at = [], 0.0
    for phase in phases:
        found.append((phase.name, minutes(at), minutes(at + phase.length)))
        at += phase.length
    assert found == ARCS[name]


def test_the_figures_of_each_route_are_the_usual_ones():
    ends = {name: {phase: end for phase, _, end in arc} for name, arc in ARCS.items()}
    assert ends["intravenous"]["peak"] == 40
    assert 50 <= ends["intravenous"]["return"] <= 60
    assert ends["intramuscular"]["onset"] <= 5
    assert ends["intramuscular"]["return"] == 60
    assert 10 <= ends["lozenge"]["onset"] <= 30
    assert ends["lozenge"]["peak"] - ends["lozenge"]["onset"] == 40
    assert 60 <= ends["lozenge"]["integration"] - ends["lozenge"]["peak"] <= 120
    assert ends["intranasal"]["observation"] >= 120


@each_route
def test_it_says_that_the_timings_are_the_clinics_own(name):
    words = " ".join((PLAYLISTS / f"{name}.toml").read_text("utf-8").replace("#", " ").split())
    assert (
        "The timings are the clinic's own to edit. They are examples and no prescription." in words
    )


@each
def test_check_finds_nothing_in_it(name):
    assert [str(problem) for problem in findings(name)] == []


@each_route
def test_every_phase_ends_with_its_music(name):
    material = assemble(read(name), str(PLAYLISTS), index(name))
    phases = written(material).phases[1:]
    assert [phase.landing for phase in phases] == ["exact"] * len(phases)
    assert all(phase.arrange == "fit" for phase in material.phases)


@each_route
def test_it_says_how_long_its_sounds_are_and_what_room_they_take(name):
    """About a second of one core prepares each minute, so a session is ready in minutes."""
    length = sum(recipe.length for recipe in index(name) if isinstance(recipe, SynthRecipe))
    said = f"{minutes(length):.0f} minutes in all,\n# {length * BYTES_A_SECOND / 1e9:.1f} GB"
    assert said in (PLAYLISTS / f"{name}.toml").read_text("utf-8")
    assert minutes(length) <= 105


def test_the_routes_share_their_sounds():
    sounds = {
        track.source for name in ROUTES for phase in read(name).phases for track in phase.tracks
    }
    assert minutes(sum(sound.length for sound in sounds)) <= 105


@each_route
def test_a_phase_has_long_tracks_and_a_few_short_ones_no_two_of_a_length(name):
    for phase in read(name).phases:
        lengths = {track.length for track in phase.tracks}
        short = {length for length in lengths if length < 3 * MINUTE}
        assert len(lengths) == len(phase.tracks)
        assert all(MINUTE < length <= 9 * MINUTE for length in lengths)
        assert len(short) <= 3 <= len(lengths - short)


@each_route
def test_a_phase_may_be_shortened_and_extended_within_limits(name):
    for phase in read(name).phases[1:]:
        assert phase.minimum < phase.length < phase.maximum
