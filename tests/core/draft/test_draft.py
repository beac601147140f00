"""A draft sorts music by its intensity, and is a playlist without fault that says what to edit."""

import pytest
import tomli

from kapsound.core.draft import Assigned, Draft, assign, write_draft
from kapsound.core.playlist.model import SHIPPED
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.query import Facts
from kapsound.paths import ready_playlists

READY = sorted(path.stem for path in ready_playlists().glob("*.toml"))
HOSTILE = 'x"]\n\x1b[2J[/]\u202e = # '


def text_of(name):
    return (ready_playlists() / f"{name}.toml").read_text("utf-8")


def track(number, intensity=3, length=240.0, **given):
    given = {"loudness": -20.0, "title": f"Track {number}", **given}
    return Facts(f"/music/{number}.ogg", length=length, intensity=intensity, **given)


def draft_of(name="intramuscular", root=SHIPPED, like=None):
    return Draft("Calm", "/music", like or text_of(name), name, root, "/music", "/music")


LIKE = parse_playlist(text_of("intramuscular"), "intramuscular.toml")
MANY = [track(number, 1 + number % 5) for number in range(60)]


def test_the_calmest_tracks_go_to_the_calmest_phase():
    preparation, onset, peak, return_ = assign(MANY, LIKE).phases
    order = [preparation, return_, onset, peak]
    means = [sum(item.intensity for item in phase) / len(phase) for phase in order]
    assert means == sorted(means)


def test_each_phase_has_its_share_of_the_music():
    whole = sum(phase.length for phase in LIKE.phases)
    music = sum(item.length for item in MANY)
    for phase, tracks in zip(LIKE.phases, assign(MANY, LIKE).phases, strict=True):
        share = phase.length / whole * music
        assert abs(sum(item.length for item in tracks) - share) <= 3 * 240


def test_of_more_music_than_there_is_time_for_the_most_intense_is_left_out():
    found = assign([track(n, 1 + n // 200) for n in range(1_000)], LIKE)
    kept = [item for phase in found.phases for item in phase]
    assert sum(item.length for item in kept) < 3.3 * sum(phase.length for phase in LIKE.phases)
    assert max(item.intensity for item in kept) <= min(item.intensity for item in found.left_out)


@pytest.mark.parametrize(
    "given", [{"length": 30.0}, {"loudness": None}, {"loudness": -3.0}, {"peak": 3.5}]
)
def test_what_a_session_has_no_use_for_is_left_out(given):
    bad = track(99, **given)
    assert assign([*MANY[:9], bad], LIKE).left_out == (bad,)


def test_a_track_longer_than_its_phase_goes_to_one_that_has_time_for_it():
    found = assign([*MANY[:9], track(99, 2, length=1_000.0)], LIKE)
    (place,) = [n for n, phase in enumerate(found.phases) if "99" in str(phase)]
    assert LIKE.phases[place].length >= 1_000


def test_no_music_is_no_fault():
    assert assign([], LIKE).phases == ((), (), (), ())


@pytest.mark.parametrize("name", READY)
def test_a_draft_like_any_ready_playlist_is_without_fault(name):
    like = parse_playlist(text_of(name), name)
    text = write_draft(draft_of(name), assign(MANY, like))
    playlist = parse_playlist(text, "draft.toml")
    assert playlist.title == "Calm"
    assert {phase.arrange for phase in playlist.phases} == {"fit"}
    assert {cue.root for cue in playlist.cues.values()} == {SHIPPED}
    assert [phase.length for phase in playlist.phases] == [phase.length for phase in like.phases]
    assert text.startswith("# A draft by `kapsound new`")
    assert ", 4:00, -20 LUFS, 1.0" in text


def test_the_sounds_of_another_playlist_start_from_its_own_folder():
    like = text_of("intramuscular").replace("[beds.ocean]", '[beds]\nsea = "sea.ogg"\n[beds.ocean]')
    draft = draft_of(root="/clinic", like=like)
    written = tomli.loads(write_draft(draft, Assigned(((),) * 4, ())))
    assert written["roots"] == {"like": "/clinic"}
    assert written["beds"]["sea"] == {"path": "sea.ogg", "root": "like"}
    assert {cue["root"] for cue in written["cues"].values()} == {"like"}


def test_hostile_tags_and_names_stay_text():
    bad = Facts(
        f"/music/{HOSTILE}.ogg".replace("\n", ""), title=HOSTILE, artist=HOSTILE, length=240.0,
        loudness=-20.0,
    )  # fmt: skip
    found = Assigned(((bad,), (), (), ()), ())
    text = write_draft(draft_of(), found)
    (kept,) = parse_playlist(text, "draft.toml").phases[0].tracks
    assert kept.path == bad.path.removeprefix("/music/")
    assert kept.title == ""
    assert "\x1b" not in text
