"""What a killed process left half written is cleared; what is being written stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kapsound.files import create, is_locked, read_whole, sweep, write_whole
from kapsound.media.pool import worker_environment

LEAVE_HALF = """
import os, sys
from pathlib import Path
from kapsound.files import create
file = create(Path(sys.argv[1]))
file.write(b"half")
file.flush()
os._exit(9)
"""


def test_leftovers_of_a_dead_process_are_cleared_and_nothing_else(tmp_path):
    (tmp_path / "whole.pcm").write_bytes(b"whole")
    left = tmp_path / "a.1.tmp"
    command = [sys.executable, "-c", LEAVE_HALF, str(left)]
    subprocess.run(command, env=worker_environment(), check=False)
    assert left.read_bytes() == b"half"
    with create(tmp_path / "b.2.tmp"):
        sweep(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["b.2.tmp", "whole.pcm"]


def test_a_text_is_replaced_whole(tmp_path):
    path = tmp_path / "a.json"
    write_whole(path, "one")
    write_whole(path, "two")
    assert [item.name for item in tmp_path.iterdir()] == ["a.json"]
    assert path.read_text() == "two"


def test_a_regular_file_is_read_whole_and_no_other_is_waited_for(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_whole(path, 5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 0 MB"):
        read_whole(path, 4)
    with pytest.raises(OSError, match="it is no regular file"):
        read_whole(tmp_path, 5)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_and_a_device_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(OSError, match="it is no regular file"):
            read_whole(path, 5)


def test_a_file_is_locked_as_long_as_somebody_holds_it(tmp_path):
    path = tmp_path / "a.lock"
    assert not is_locked(path)
    with create(path):
        assert is_locked(path)
    assert not is_locked(path)
