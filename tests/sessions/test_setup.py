"""A setup is frozen into a session with all it was given, or refused."""

import pytest
from small import AUDIO, SMALL

from kapsound.config.settings import Settings
from kapsound.core.commands import BedAdd, Dose
from kapsound.core.output import destinations
from kapsound.core.spec import ScriptedCommand
from kapsound.errors import UsageError
from kapsound.sessions.setup import SessionSetup, freeze, notice_of


@pytest.fixture
def sounds(small):
    return ((small.recipes[0], AUDIO),)


def test_a_frozen_session_holds_all_it_was_given(small, sounds, tmp_path):
    script = (ScriptedCommand(48_000, Dose()),)
    setup = SessionSetup(small, sounds, "A-1", destinations("null"), script, "1 of 3")
    spec = freeze(setup, tmp_path, Settings(buffering="safe"))
    assert (spec.text, spec.title, spec.seed, spec.index) == (SMALL, "A breath", 4, sounds)
    assert (spec.client, spec.outputs, spec.script) == ("A-1", destinations("null"), script)
    assert (spec.notice, spec.buffering, spec.cache) == ("1 of 3", "safe", str(tmp_path))
    assert spec.material().title == "A breath"


def test_another_seed_takes_the_place_of_the_playlists(small, sounds, tmp_path):
    assert freeze(SessionSetup(small, sounds, seed=0), tmp_path, Settings()).seed == 0


def test_a_script_that_does_not_fit_the_playlist_is_refused_whoever_gives_it(small, tmp_path):
    setup = SessionSetup(small, (), script=(ScriptedCommand(480_000, BedAdd("huhs")),))
    with pytest.raises(UsageError, match=r'--do at 0:10: .* no bed "huhs"; did you mean "hush"'):
        freeze(setup, tmp_path, Settings())


def test_a_session_that_lacks_sounds_says_so():
    assert notice_of(1, 2) == "1 of 2 sounds are ready; the beds play meanwhile"
    assert notice_of(2, 2) == ""
