"""`listen` measures and plays one source, and never sounds beside a session."""

import json
import signal
import wave

import numpy as np
import pytest

from kapsound.cli import listen as command
from kapsound.control.endpoint import STUCK
from kapsound.core.output import parse_output
from kapsound.core.playlist.model import SYNTHS
from kapsound.core.prepared import PreparedAudio
from kapsound.errors import BusyError, MediaError, NoSessionError
from kapsound.units import SAMPLE_RATE, Frames

QUIET = ("--output", "null")


@pytest.fixture(scope="module")
def tone(home):
    """A file with two seconds of a tone between silences of half a second."""
    path, time = home / "tone.wav", np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    sound = 8_000 * np.sin(2 * np.pi * 440 * time) * ((time >= 0.5) & (time < 2.5))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(sound.astype("<i2").tobytes())
    return path


@pytest.fixture
def session(monkeypatch):
    """A maker of a running session: the output it is on, or what asking it raises."""

    class Running:
        def __init__(self, *_who, **_limits):
            if isinstance(self.on, Exception):
                raise self.on

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def status(self):
            return {"outputs": [{"name": self.on}]}

    def run(on):
        Running.on = on
        monkeypatch.setattr(command, "open_client", Running)

    return run


def test_a_source_is_measured_and_written(kapsound, home):
    path = home / "brown.raw"
    ran = kapsound("listen", "brown", "--length", "2s", "--output", f"file:{path}")
    assert (ran.code, ran.err) == (0, "")
    what = [line.rpartition("  ")[0].strip() for line in ran.out.splitlines()]
    assert what == ["loudness", "true peak", "loudness range", "length"]
    assert ran.out.splitlines()[3].endswith("  1m")
    assert path.stat().st_size / 8 / SAMPLE_RATE == pytest.approx(2.0, abs=0.1)


def test_measurements_as_json_and_a_length_in_minutes(kapsound, tone):
    ran = kapsound("listen", tone, "--json", "--length", "2m", *QUIET)
    facts = json.loads(ran.out)
    assert facts["length"] == pytest.approx(3.0)
    assert facts["loudness"] == pytest.approx(-12.9, abs=1.0)
    assert set(facts) == {"loudness", "true_peak", "loudness_range", "length"}


def test_a_file_is_heard_without_its_silent_ends_and_not_again(kapsound, tone, home):
    path = home / "heard.raw"
    assert kapsound("listen", tone, "--output", f"file:{path}").code == 0
    assert path.stat().st_size / 8 / SAMPLE_RATE == pytest.approx(2.0, abs=0.15)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["oceen"], 2, 'is neither a synthesized source nor a file; did you mean "ocean"?'),
        (["gone.ogg"], 1, "gone.ogg"),
        (["ocean", "--length", "soon"], 2, '--length "soon": '),
        (["ocean", "--length", "2h"], 2, '--length "2h": listen for 1s to 1h'),
        (["some.ogg", "--seed", "4"], 2, "only a synthesized source has a seed"),
        (["ocean", "--output", "-"], 2, "the measurements go to stdout"),
    ],
)
def test_what_cannot_be_heard_is_refused_in_plain_words(kapsound, words, code, said):
    ran = kapsound("listen", *words, *([] if "--output" in words else QUIET))
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_file_of_silence_is_named():
    audio = PreparedAudio("k", Frames(9), None, -120.0, 0.0, Frames(9), Frames(9), "")
    with pytest.raises(MediaError, match="silent from end to end"):
        command.clip_of(audio, loop=False)


def test_it_is_brought_to_the_loudness_of_a_session_and_lifted_no_further_than_a_track():
    audio = PreparedAudio("k", Frames(9), -17.0, -3.0, 0.0, Frames(0), Frames(0), "")
    assert command.clip_of(audio, loop=True).gain == pytest.approx(10 ** (-6 / 20))
    faint = PreparedAudio("k", Frames(9), -60.0, -50.0, 0.0, Frames(0), Frames(0), "")
    assert command.clip_of(faint, loop=True).gain == pytest.approx(10 ** (24 / 20))


@pytest.mark.parametrize(
    ("running", "output"),
    [
        ("Room", "Room"),
        ("Room", ""),
        ("", "Room"),
        ("", ""),
        (NoSessionError(STUCK), "Room"),
    ],
)
def test_beside_a_session_on_that_output_nothing_sounds(session, running, output):
    session(running)
    with pytest.raises(BusyError, match="nothing else may sound there"):
        command._refuse_beside_session(parse_output(output))


@pytest.mark.parametrize(
    ("running", "output"),
    [
        ("Room", "null"),
        ("Room", "file:a.wav"),
        ("Room", "Headphones"),
        ("null", "Room"),
        ("file:a.wav", ""),
        (NoSessionError("no session is running"), ""),
    ],
)
def test_elsewhere_it_may_sound(session, running, output):
    session(running)
    command._refuse_beside_session(parse_output(output))


def test_a_session_that_runs_is_asked_before_anything_is_prepared(kapsound, session):
    session("")
    ran = kapsound("listen", "ocean")
    assert (ran.code, ran.out) == (4, "")
    assert "a session is running on this output" in ran.err


def test_ctrl_c_lets_it_fade_and_says_so_by_the_exit_code(kapsound, monkeypatch):
    def pressed(name, *_rest):
        if name == "listen":
            raise KeyboardInterrupt
        return {"refused": [], "index": [[None, AUDIO]]}

    monkeypatch.setattr(command, "job", pressed)
    ran = kapsound("listen", "ocean", *QUIET)
    assert ran.code == 128 + signal.SIGINT
    assert ran.out.startswith("loudness")


AUDIO = {
    "key": "k", "frames": 9, "loudness": -20.0, "true_peak": -3.0, "loudness_range": 1.0,
    "lead_silence": 0, "trail_silence": 0, "digest": "",
}  # fmt: skip


def test_the_shell_completes_sources_and_files(monkeypatch, tmp_path):
    (tmp_path / "brook").mkdir()
    (tmp_path / "brook" / "one.ogg").touch()
    monkeypatch.chdir(tmp_path)
    assert command._sources("") == command._sources("br") == [*SYNTHS, "brook/"]
    assert command._sources("brook/")[-1] == "brook/one.ogg"
