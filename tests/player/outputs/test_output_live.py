"""A running session finds its output again, and goes to another one, through a real server."""

import time

import pytest
from rigs import needs_sound_server, room  # noqa: F401 - a fixture of this file

from kapsound.core.commands import OutputChange

pytestmark = [pytest.mark.slow, needs_sound_server]


def wait(client, state, name):
    """Watch until an output stands so; return its status."""
    limit = time.monotonic() + 30
    for look in client.watch(10):
        (output,) = look.status["outputs"]
        if (output["state"], output["name"]) == (state, name):
            return output
        assert time.monotonic() < limit, output
    raise AssertionError(state)


def test_an_output_that_went_is_waited_for_and_another_can_be_chosen(player, spec, room):  # noqa: F811
    module = room.add_sink("second")
    with player(spec((0.1, "hold"), output="second"), **room.environment) as running:
        with running.client() as client:
            room.control("unload-module", module)
            assert "has gone" in wait(client, "lost", "second")["why"]
            reply = client.do(OutputChange("Nowhere"))
            assert reply.outcome == "refused"
            assert 'There are: "room"' in reply.text
            room.add_sink("second")
            wait(client, "playing", "second")
            assert client.do(OutputChange("room")).outcome == "accepted"
            wait(client, "playing", "room")
            assert "already" in client.do(OutputChange("room")).text
        running.process.terminate()
        assert running.ends() == 0
    (fault,) = running.entries("fault")
    assert 'the sound output "second" has gone' in fault.data["cause"]
    (undelivered,) = running.entries("undelivered")
    (sums,) = running.entries("delivered")
    assert sums.data["rendered"] - sums.data["heard"] == undelivered.data["frames"]
    assert [entry.data["output"] for entry in running.entries("output")] == ["second", "room"]
