"""A player is waited for, but not for ever."""

import sys

import pytest

from kapsound.errors import KapsoundError
from kapsound.sessions import start
from kapsound.sessions.start import start_player


class Spec:
    """A fake spec."""

    def to_json(self):
        return {"client": "A-17"}


@pytest.fixture
def player(monkeypatch):
    """Let this code run in place of the player."""

    def be(code):
        command = [sys.executable, "-c", code]
        monkeypatch.setattr(start, "module_command", lambda *_: command)

    return be


def test_one_that_does_not_begin_is_ended_and_its_spec_removed(player, tmp_path):
    player("import time; time.sleep(600)")
    with pytest.raises(KapsoundError, match=r"did not begin within 0\.3 s; .*player\.log"):
        start_player(Spec(), tmp_path, limit_s=0.3)
    assert [path.name for path in tmp_path.iterdir()] == ["player.log"]


def test_one_that_dies_is_told_at_once(player, tmp_path):
    player("raise SystemExit(3)")
    with pytest.raises(KapsoundError, match="died before it began"):
        start_player(Spec(), tmp_path)
