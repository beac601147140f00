"""A worker answers every request, whatever happens, and says what it prepares with."""

import json
import subprocess

import pytest

from kapsound.core.prepared import SynthRecipe, recipe_to_json
from kapsound.errors import KapsoundError, MediaError
from kapsound.media import worker
from kapsound.media.inventory import source_digests
from kapsound.media.pool import worker_command, worker_environment

REQUEST = {"recipe": recipe_to_json(SynthRecipe("pink", 1, 1.0)), "cache": "/cache"}


@pytest.mark.parametrize(
    ("error", "reason", "lasting"),
    [
        (MediaError("a.ogg: is no sound"), "a.ogg: is no sound", True),
        (KapsoundError("/cache: cannot be used"), "/cache: cannot be used", False),
        (MemoryError(), "more memory", True),
        (OSError(28, "No space left on device"), "No space left on device (/cache)", False),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero", True),
    ],
)
def test_every_error_is_a_refusal_with_its_reason(monkeypatch, error, reason, lasting):
    def fail(*_):
        raise error

    replies = []
    monkeypatch.setattr(worker, "make", fail)
    worker._answer(REQUEST, replies.append)
    [reply] = replies
    assert reason in reply["refused"]
    assert reply["lasting"] is lasting


def test_progress_is_told_now_and_then_only():
    replies = []
    on_part = worker._parts(replies.append)
    for number in range(1_000):
        on_part(number / 1_000)
    assert len(replies) < 5


def test_the_versions_name_the_decoder_and_its_libraries(tmp_path):
    versions = source_digests(tmp_path).versions()
    assert "PyAV" in versions.decoder
    assert "libavcodec" in versions.decoder
    assert versions.numpy.startswith("numpy ")


def test_requests_are_answered_on_standard_output_alone(tmp_path):
    request = json.dumps({**REQUEST, "cache": str(tmp_path)}) + "\n"
    with subprocess.Popen(
        worker_command(),
        env=worker_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        process.stdin.write(request.encode())
        process.stdin.flush()
        reply = json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.stdout.read() == b""
    assert len(reply["made"]["key"]) == 32
    assert process.returncode == 0
