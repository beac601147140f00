"""Messages of every kind reach a real session: each is answered, and the session plays on.

`KAPSOUND_SOAK=1` sends a hundred times as many.
"""

import os

import pytest
from fuzz_messages import lines, run

from kapsound.control.endpoint import endpoint_in
from kapsound.record.verification import verify

pytestmark = pytest.mark.slow

CASES = 60_000 if os.environ.get("KAPSOUND_SOAK") else 600


def test_no_message_harms_a_running_session(player, spec):
    with player(spec()) as running:
        assert run(CASES, 0, endpoint_in(running.home / "run")) == []
        with running.client() as client:
            assert not client.status()["over"]
            assert client.status()["record_fault"] is None
        running.process.terminate()
        assert running.ends() == 0
        assert running.answer["result"]
    assert verify(running.folders).whole
    faults = [line.data["cause"] for line in running.entries("fault")]
    assert not [cause for cause in faults if "kapsound itself" in cause]


def test_a_seed_gives_the_same_messages_again():
    assert list(lines(50, 3)) == list(lines(50, 3)) != list(lines(50, 4))
