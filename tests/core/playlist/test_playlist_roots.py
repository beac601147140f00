"""A sound may start from a named root, and then lies beneath that one."""

import pytest

from kapsound.core.assembly import recipes
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.playlist.roots import named_roots, rooted
from kapsound.core.prepared import FileRecipe
from kapsound.errors import PlaylistError

TEXT = """
format = 1
title = "Roots"
safe_bed = "sea"
roots = { clinic = "../clinic" }
beds.sea = { path = "sea.flac" }
cues.breathe = { path = "cues/breathe.opus", root = "shipped", label = "Breathe" }

[[phases]]
name = "peak"
length = "10m"
tracks = ["dawn.ogg", { path = "dawn.ogg", root = "clinic" }, { synth = "pad" }]
"""
ROOTS = {"clinic": "/srv/clinic", "shipped": "/kapsound"}


def faults(text):
    with pytest.raises(PlaylistError) as refused:
        parse_playlist(text, "a.toml")
    return [(problem.key, problem.message) for problem in refused.value.problems]


def test_a_path_starts_from_its_root():
    playlist = rooted(parse_playlist(TEXT, "a.toml"), ROOTS)
    found = [item for item in recipes(playlist, "/music") if isinstance(item, FileRecipe)]
    assert {item.path for item in found} == {
        "/music/sea.flac",
        "/music/dawn.ogg",
        "/srv/clinic/dawn.ogg",
        "/kapsound/cues/breathe.opus",
    }


def test_only_roots_that_are_used_are_needed():
    assert named_roots(parse_playlist(TEXT, "a.toml")) == {"clinic", "shipped"}
    without = parse_playlist(TEXT.replace(', root = "clinic"', ""), "a.toml")
    assert named_roots(without) == {"shipped"}


def test_a_playlist_without_roots_stays_as_it_is():
    playlist = parse_playlist(TEXT, "a.toml")
    assert rooted(playlist, {}) is playlist


def test_an_unknown_root_is_named_with_the_nearest():
    [(key, message)] = faults(TEXT.replace('root = "clinic"', 'root = "clinik"'))
    assert key == "phases[0].tracks[1].root"
    assert message == '"clinik" is not in [roots]; did you mean "clinic"?'


@pytest.mark.parametrize(
    ("before", "after", "key", "said"),
    [
        ('{ synth = "pad" }', '{ synth = "pad", root = "clinic" }', "tracks[2].root", "path only"),
        ('{ clinic = "../clinic" }', '{ shipped = "../clinic" }', "roots", "shipped"),
        ('{ clinic = "../clinic" }', '{ clinic = "~/clinic" }', "roots.clinic", "a folder in"),
        ('"dawn.ogg", root', '"../dawn.ogg", root', "tracks[1].path", 'goes up with ".."'),
    ],
)
def test_a_root_that_cannot_be_is_refused(before, after, key, said):
    found = faults(TEXT.replace(before, after))
    assert any(key in place and said in message for place, message in found), found
