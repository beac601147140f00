"""The ready voice cues: every text has its clip, and all are equally loud, soft and short."""

import numpy as np
import pytest
import tomli
from pydub import AudioSegment
from pydub.generators import Sine

from kapsound.media.decode import Decoder
from kapsound.media.measure import measure
from kapsound.units import SAMPLE_RATE, to_seconds


@pytest.fixture(scope="module")
def cues(request):
    return request.config.rootpath / "playlists" / "cues"


def heard(path):
    return np.concatenate(list(Decoder(path, lambda _part: None).blocks()))


def test_every_text_has_its_clip_and_every_clip_its_text(cues):
    texts = tomli.loads((cues / "texts.toml").read_text("utf-8"))
    assert {path.stem for path in cues.glob("*.opus")} == set(texts)


def test_every_clip_is_small_short_soft_and_equally_loud(cues):
    for path in cues.glob("*.opus"):
        sound = heard(path)
        found = measure(sound)
        assert path.stat().st_size < 60_000, path.name
        assert 4 <= to_seconds(len(sound)) <= 9, path.name
        assert found.loudness == pytest.approx(-20, abs=0.5), path.name
        assert found.true_peak < -3, path.name
        assert max(found.lead_silence, found.trail_silence) < 0.4 * SAMPLE_RATE, path.name
        assert np.abs(sound[[0, -1]]).max() < 1e-3, path.name


@pytest.fixture(scope="module")
def tone():
    """Half a second of a tone between silences of a second, at 48 kHz."""
    silence = AudioSegment.silent(1_000, SAMPLE_RATE)
    return silence + Sine(220, sample_rate=SAMPLE_RATE).to_audio_segment(500, volume=-9) + silence


def test_a_spoken_phrase_keeps_but_a_moment_of_silence(load_script, tone):
    script = load_script("_voice_cues.py")
    assert len(script.trim(tone)) == pytest.approx(script.LEAD_MS + 500 + script.TAIL_MS, abs=10)


def test_phrases_are_joined_by_rests_and_come_out_level(load_script, tone):
    script = load_script("_voice_cues.py")
    phrase = script.trim(tone)
    cue = script.polish([phrase, phrase - 12])
    rest = script.REST_MS - script.LEAD_MS - script.TAIL_MS
    assert len(cue) == 2 * len(phrase) + rest
    assert script.loudness(cue) == pytest.approx(script.LOUDNESS_LUFS, abs=0.3)
