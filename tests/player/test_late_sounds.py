"""Audio that is prepared while a session runs reaches it whole and wanted, or not at all."""

from dataclasses import replace

import pytest

from kapsound.cache.store import json_path
from kapsound.cache.writer import Measured, Writer
from kapsound.control.client import Client
from kapsound.control.endpoint import Endpoint
from kapsound.core.commands import PLAYER, Actor, End, Role
from kapsound.core.prepared import recipe_to_json
from kapsound.core.reports import AudioReady
from kapsound.errors import KapsoundError, MediaError, RefusedError
from kapsound.player.handler import Result
from kapsound.player.late_sounds import LateSounds
from kapsound.player.server import Server


@pytest.fixture
def late(tiny_spec):
    """Return the tiny session without its last sound, and that sound."""
    *index, (recipe, audio) = tiny_spec.index
    return replace(tiny_spec, index=tuple(index)), recipe, audio


def prepare(cache, key):
    """Prepare a silent sound of any length under a key."""
    with Writer(cache, key, "a test") as writer:
        writer.write(bytes(800))
        return writer.commit(Measured(None, -120.0, 0.0, 100, 100))


def test_a_sound_that_is_wanted_is_leased_and_asked_for_once(late, tmp_path):
    spec, recipe, audio = late
    held = []
    audio = prepare(tmp_path, audio.key)
    late_sounds = LateSounds(tmp_path, held.extend)
    request = late_sounds.request(spec.material(), recipe_to_json(recipe), audio.key)
    assert (request.command, request.actor) == (AudioReady(recipe, audio), PLAYER)
    assert held == [audio.key]
    assert late_sounds.request(spec.material(), recipe_to_json(recipe), audio.key) == request


def test_what_the_session_does_not_want_is_refused(late, tmp_path):
    spec, recipe, _ = late
    material, late_sounds = spec.material(), LateSounds(tmp_path, lambda _: None)
    known = recipe_to_json(spec.index[0][0])
    for wrong in (known, {"path": "/other.ogg"}, {"path": []}, {"warp": 9}, {}):
        with pytest.raises(RefusedError):
            late_sounds.request(material, wrong, "key")
    with pytest.raises(RefusedError, match="no key"):
        late_sounds.request(material, recipe_to_json(recipe), "../key")


def test_audio_that_cannot_be_read_is_refused(late, tmp_path):
    spec, recipe, _ = late
    wanted, late_sounds = recipe_to_json(recipe), LateSounds(tmp_path, lambda _: None)
    with pytest.raises(MediaError, match="cannot be read"):
        late_sounds.request(spec.material(), wanted, "k")
    prepare(tmp_path, "other")
    json_path(tmp_path, "other").rename(json_path(tmp_path, "k"))
    with pytest.raises(MediaError, match="other audio"):
        late_sounds.request(spec.material(), wanted, "k")


class Picky:
    """A session that wants one recipe only."""

    def __init__(self):
        self.source = self

    def ready(self, recipe, key):
        if recipe != {"synth": "brown"}:
            raise KapsoundError("not wanted")
        return Result("accepted", "", 2_048)

    def status(self, _controller):
        return {}


def test_the_server_answers_as_to_a_command(tmp_path):
    endpoint = Endpoint(tmp_path, unix=False)
    server = Server(endpoint, Picky())
    with Client(endpoint, Actor(Role.SCRIPT, "prepare")) as client:
        taken, refused = client.ready("k", {"synth": "brown"}), client.ready("k", {})
    server.close()
    assert (taken.outcome, taken.id, taken.frame) == ("accepted", "k", 2_048)
    assert (refused.outcome, refused.id, refused.text) == ("refused", "k", "not wanted")


def test_a_running_player_takes_a_sound_in(player, late):
    """The header keeps the index of the start; the journal has the sound, whole."""
    spec, recipe, audio = late
    notice = "6 of 7 sounds are ready; the beds play meanwhile"
    with player(replace(spec, notice=notice)) as running:
        with running.client() as client:
            reply = client.ready(audio.key, recipe_to_json(recipe))
            assert reply.outcome == "accepted", reply.text
            assert client.ready(audio.key, recipe_to_json(recipe)).outcome == "refused"
            tail = [line["text"] for line in client.status()["tail"]]
            assert f"notice: {notice}" in tail
            assert any(text.endswith(" is ready") for text in tail)
            client.do(End(), confirmed=True)
        running.ends()
        [header], [command, *_] = running.entries("session"), running.entries("command")
        assert len(header.data["index"]) == len(spec.index)
        assert command.data["command"]["audio"]["key"] == audio.key
        assert [entry.data["key"] for entry in running.entries("prepared")] == [audio.key]
