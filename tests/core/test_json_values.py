"""Values of JSON become the types that a dataclass declares, or are refused by name."""

from dataclasses import dataclass

import pytest

from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.json_values import read_dataclass, read_value
from kapsound.core.prepared import FileRecipe, Recipe, SynthRecipe
from kapsound.units import Decibels, Frames, Seconds

QUIET = Decibels(-60.0)


@dataclass(frozen=True, slots=True)
class Thing:
    voice: VoiceId
    bus: Bus
    level: Decibels = QUIET
    ends: tuple[Frames | None, ...] = ()


def test_a_dataclass_is_made_of_its_values_and_keys_it_does_not_know_are_left_alone():
    data = {"voice": 1, "bus": "music", "level": -3, "ends": [5, None], "later": True}
    assert read_dataclass(Thing, data) == Thing(VoiceId(1), Bus.MUSIC, -3.0, (5, None))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("voice", '"voice" is no object'),
        ({"voice": 1}, "bus is missing"),
        ({"voice": True, "bus": "music"}, 'voice: "True" is no int'),
        ({"voice": 1, "bus": "drums"}, "bus: 'drums' is not a valid Bus"),
        ({"voice": 1, "bus": "music", "level": "loud"}, 'level: "loud" is no number'),
        ({"voice": 1, "bus": "music", "level": 10**400}, "is no number"),
        ({"voice": 1, "bus": "music", "level": float("inf")}, "is no number"),
        ({"voice": 1, "bus": "music", "ends": 5}, 'ends: "5" is no list'),
        ({"voice": 1, "bus": "music", "ends": ["x"]}, 'ends: "x" is no int'),
    ],
)
def test_what_does_not_fit_is_named(data, words):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        read_dataclass(Thing, data)


@pytest.mark.parametrize(
    ("hint", "value", "found"),
    [
        (str, "a", "a"),
        (Seconds, 3, 3.0),
        (float, "-inf", float("-inf")),
        (float | None, None, None),
        (Recipe, {"path": "/a", "loop": True}, FileRecipe("/a", loop=True)),
        (Recipe, {"synth": "pad", "seed": 1, "length": 9}, SynthRecipe("pad", 1, 9.0)),
        (tuple[Recipe, Frames], [{"path": "/a"}, 3], (FileRecipe("/a"), 3)),
    ],
)
def test_a_value_is_read_as_its_type(hint, value, found):
    read = read_value(hint, value)
    assert (read, type(read)) == (found, type(found))


def test_a_list_of_another_length_is_refused():
    with pytest.raises(ValueError, match="a list of 2 is needed, not of 1"):
        read_value(tuple[str, int], ["a"])
