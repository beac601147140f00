"""A render is whole or is not there, and the same bytes each time."""

import os
import signal
import struct
import subprocess
import sys

import pytest

from kapsound.cli.target import target, unfinished
from kapsound.errors import DeviceError, MediaError, UsageError
from kapsound.processes import JobFault

DOSE = ("--do", "0:01 dose")


@pytest.fixture(scope="module")
def rendered(tiny, home, spawn):
    """The tiny session as a file."""
    path = home / "first.wav"
    process = spawn("render", tiny, "-o", path, *DOSE)
    assert process.wait(60) == 0, process.stderr.read()
    return path


def test_the_same_session_gives_the_same_bytes_twice(kapsound, tiny, home, rendered):
    ran = kapsound("render", tiny, "-o", home / "again.wav", *DOSE)
    assert (ran.code, ran.out) == (0, "")
    assert "7.1s rendered; digest of the sound " in ran.err
    assert (home / "again.wav").read_bytes() == rendered.read_bytes()


def test_without_a_dose_it_is_assumed_and_what_is_refused_is_said(kapsound, tiny, home):
    ran = kapsound("render", tiny, "-o", home / "no.raw", "--do", "0:05 dose", "--do", "0:06 dose")
    assert 'At 0:06 the session refused "dose": ' in ran.err
    assumed = kapsound("render", tiny, "-o", home / "none.raw")
    assert "No dose was given: it is assumed at 0:03." in assumed.err


def test_an_existing_file_is_written_over_only_on_demand_and_whole(kapsound, tiny, home):
    path = home / "kept.raw"
    path.write_bytes(b"precious")
    assert kapsound("render", tiny, "-o", path, *DOSE).code == 3
    assert path.read_bytes() == b"precious"
    assert kapsound("render", tiny, "-o", path, *DOSE, "--replace").code == 0
    assert len(path.read_bytes()) > 1_000_000


def test_stdout_gets_the_raw_samples_and_nothing_else(tiny, home, spawn):
    path = home / "direct.raw"
    assert spawn("render", tiny, "-o", path, *DOSE).wait(60) == 0
    process = spawn("render", tiny, "-o", "-", *DOSE, stdout=subprocess.PIPE, text=False)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out == path.read_bytes()
    assert b"rendered; digest" in err


def test_a_reader_of_stdout_that_leaves_is_one_sentence(tiny, spawn):
    process = spawn("render", tiny, "-o", "-", *DOSE, stdout=subprocess.PIPE, text=False)
    process.stdout.read(1_000)
    process.stdout.close()
    assert process.wait(60) != 0
    assert process.stderr.read() == b"kapsound: the reader of standard output has gone\n"


def test_a_closed_pipe_ends_a_listing_quietly(spawn):
    process = spawn("schema", stdout=subprocess.PIPE)
    process.stdout.close()
    process.wait(30)
    assert process.stderr.read() == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_gets_the_raw_samples(tiny, home, spawn):
    pipe = home / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(
        [sys.executable, "-c", "import sys; print(len(open(sys.argv[1], 'rb').read()))", pipe],
        stdout=subprocess.PIPE,
    )
    process = spawn("render", tiny, "-o", pipe, *DOSE)
    assert process.wait(60) == 0, process.stderr.read()
    assert int(reader.communicate(timeout=30)[0]) > 1_000_000
    assert pipe.is_fifo()


def test_ctrl_c_leaves_no_half_file(home, tiny, spawn):
    """The session is an hour long, so it cannot be rendered before Ctrl-C."""
    playlist = home / "hour.toml"
    text = tiny.read_text("utf-8").replace('"6s"', '"2h"')
    playlist.write_text(text)
    output = home / "hour.raw"
    process = spawn("render", playlist, "-o", output, *DOSE, start_new_session=True)
    while not any(path.name.startswith("hour.part-") for path in home.iterdir()):
        assert process.poll() is None, process.stderr.read()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == f"Stopped; nothing was written to {output}.\n"
    assert [
        path for path in home.iterdir() if path.name.startswith("hour.") and path != playlist
    ] == []


def test_ctrl_c_while_preparing_says_that_what_is_prepared_is_kept(kapsound, tiny, monkeypatch):
    def stop(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("kapsound.sessions.prepare.run_job", stop)
    ran = kapsound("prepare", tiny)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "Stopped. What is prepared is kept; the same command goes on from there.\n"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    options = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    if (
        os.name != "posix"
        or subprocess.run(["mount", *options], capture_output=True, check=False).returncode
    ):
        pytest.skip("only root can mount a small disk")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_full_disk_is_named_and_nothing_is_left_on_it(kapsound, tiny, small_disk):
    ran = kapsound("render", tiny, "-o", small_disk / "a.raw", *DOSE)
    assert ran.code == 3
    assert f"{small_disk}/a.raw cannot be written" in ran.err
    assert "No space left" in ran.err
    assert list(small_disk.iterdir()) == []


def test_a_file_gets_its_name_only_at_the_end(tmp_path):
    path = tmp_path / "a.wav"
    with unfinished(target(str(path), replace=False), replace=False) as part:
        part.write_bytes(struct.pack("<f", 0.5))
        assert not path.exists()
    assert [item.name for item in tmp_path.iterdir()] == ["a.wav"]


def test_a_failure_names_the_file_as_it_was_asked_for(tmp_path):
    render = unfinished(tmp_path / "a.wav", replace=False)
    with pytest.raises(DeviceError, match=r"/a\.wav is full"), render as part:
        raise DeviceError(f"{part} is full")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [MediaError, JobFault, UsageError])
def test_a_failure_of_another_kind_keeps_its_exit_code(tmp_path, kind):
    with pytest.raises(kind), unfinished(tmp_path / "a.wav", replace=False):
        raise kind("of another kind")


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path):
    path = tmp_path / "a.wav"
    render = unfinished(path, replace=False)
    render.__enter__().touch()
    path.write_bytes(b"precious")
    with pytest.raises(DeviceError, match="exists already"):
        render.__exit__(None, None, None)
    assert path.read_bytes() == b"precious"
