"""The settings decide where sound goes and how loud, unless somebody asks for another output."""

import pytest

from kapsound.config.settings import OutputSetting, Settings
from kapsound.core.output import Destination, destinations, parse_output
from kapsound.errors import UsageError
from kapsound.sessions.setup import outputs_of

TWO = Settings(outputs=(OutputSetting("Room", -6.0), OutputSetting("Headphones", -12.0)))


def test_without_a_wish_sound_goes_where_the_settings_send_it():
    assert outputs_of(Settings()) == (Destination(),)
    assert [str(item.output) for item in outputs_of(TWO)] == ["Room", "Headphones"]
    assert [item.level for item in outputs_of(TWO)] == [-6.0, -12.0]


def test_an_output_that_is_asked_for_has_its_level_of_the_settings():
    assert outputs_of(TWO, "Headphones") == (Destination(parse_output("Headphones"), -12.0),)
    assert outputs_of(TWO, "null") == destinations("null")
    assert outputs_of(TWO, "") == (Destination(),)


def test_what_is_no_output_is_refused_by_its_name():
    with pytest.raises(UsageError, match='"file:" lacks its PATH'):
        outputs_of(Settings(outputs=(OutputSetting("file:"),)))
