"""Recipes are read back as they were written."""

import json

from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.prepared import FileRecipe, SynthRecipe, recipe_from_json, recipe_to_json

recipes = st.one_of(
    st.builds(FileRecipe, st.text(), st.booleans()),
    st.builds(SynthRecipe, st.text(), st.integers(), st.floats(0, 1e6)),
)


@given(recipes)
def test_a_recipe_reads_back_as_it_was_written(recipe):
    assert recipe_from_json(json.loads(json.dumps(recipe_to_json(recipe)))) == recipe
