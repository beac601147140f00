"""The ready playlists: whole, and of the length they promise."""

from pathlib import Path

from kapsound.core.playlist.parse import parse_playlist

PLAYLISTS = Path(__file__).parent.parent / "playlists"


def read(name):
    path = PLAYLISTS / name
    return parse_playlist(path.read_text("utf-8"), str(path))


def test_every_ready_playlist_is_without_fault():
    assert [read(path.name).title for path in sorted(PLAYLISTS.glob("*.toml"))]


def test_the_demo_is_a_whole_session_in_six_minutes():
    demo = read("demo.toml")
    assert [phase.name for phase in demo.phases] == ["preparation", "onset", "peak", "return"]
    assert sum(phase.length for phase in demo.phases) == 360
    assert demo.phases[0].until == "dose"


def test_the_demo_needs_no_file_but_its_voice_cues():
    demo = read("demo.toml")
    sounds = [*demo.beds.values(), *(track for phase in demo.phases for track in phase.tracks)]
    assert all(sound.synth for sound in sounds)
    assert all((PLAYLISTS / cue.path).is_file() for cue in demo.cues.values())


def test_every_cue_of_the_demo_is_scheduled_or_has_a_key():
    demo = read("demo.toml")
    scheduled = {at.cue for phase in demo.phases for at in phase.cues}
    assert {name for name, cue in demo.cues.items() if cue.key} | scheduled == set(demo.cues)
