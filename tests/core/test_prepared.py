"""The description of prepared audio, and recipes, read back as they were written."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.prepared import (
    FileRecipe,
    PreparedAudio,
    SynthRecipe,
    from_json,
    json_path,
    pcm_path,
    recipe_from_json,
    recipe_to_json,
    to_json,
)
from kapsound.errors import MediaError

AUDIO = PreparedAudio("key", 100, None, -1.5, 3.0, 0, 10, "digest", "source", "decoder", 99, 2)

recipes = st.one_of(
    st.builds(FileRecipe, st.text(), st.booleans()),
    st.builds(SynthRecipe, st.text(), st.integers(), st.floats(0, 1e6)),
)


def test_a_description_reads_back_as_it_was_written():
    assert from_json(to_json(AUDIO, ("a", "b"))) == (AUDIO, ("a", "b"))


@given(recipes)
def test_a_recipe_reads_back_as_it_was_written(recipe):
    assert recipe_from_json(json.loads(json.dumps(recipe_to_json(recipe)))) == recipe


BROKEN = [
    "",
    "[]",
    "{}",
    '{"version": 2, "seconds": []}',
    '{"version": 1, "seconds": []}',
    to_json(AUDIO, ()).replace('"frames": 100', '"frames": "100"'),
    to_json(AUDIO, ()).replace('"key": "key"', '"key": 5'),
    to_json(AUDIO, ()).replace("digest", "other"),
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_description_is_refused_in_words(text):
    with pytest.raises(MediaError, match="prepare the playlist again"):
        from_json(text)


def test_audio_and_description_lie_side_by_side():
    assert pcm_path(Path("cache"), "key") == Path("cache/prepared/key.pcm")
    assert json_path(Path("cache"), "key") == Path("cache/prepared/key.json")
