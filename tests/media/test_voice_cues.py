"""Voice cues are edited so that they begin and end softly and are equally loud."""

import numpy as np
import pytest
from pydub import AudioSegment
from pydub.generators import Sine

from kapsound.media import voice_cues
from kapsound.units import SAMPLE_RATE


@pytest.fixture(scope="module")
def tone():
    """Half a second of a tone between silences of a second, at 48 kHz."""
    silence = AudioSegment.silent(1_000, SAMPLE_RATE)
    return silence + Sine(220, sample_rate=SAMPLE_RATE).to_audio_segment(500, volume=-9) + silence


def test_a_spoken_phrase_keeps_but_a_moment_of_silence(tone):
    assert len(voice_cues.trim(tone)) == pytest.approx(
        voice_cues.LEAD_MS + 500 + voice_cues.TAIL_MS, abs=10
    )


def test_phrases_are_joined_by_rests_and_come_out_level(tone):
    phrase = voice_cues.trim(tone)
    cue = voice_cues.polish([phrase, phrase - 12])
    rest = voice_cues.REST_MS - voice_cues.LEAD_MS - voice_cues.TAIL_MS
    assert len(cue) == 2 * len(phrase) + rest
    assert voice_cues.loudness(cue) == pytest.approx(voice_cues.LOUDNESS_LUFS, abs=0.3)


def test_a_phrase_is_read_deeper_and_as_much_longer(tone, tmp_path):
    path = tmp_path / "spoken.wav"
    tone.export(path, format="wav").close()
    phrase = voice_cues.read_phrase(path)
    assert phrase.frame_rate == SAMPLE_RATE
    assert len(phrase) == pytest.approx(len(tone) / voice_cues.DEEPER, abs=2)


def test_a_phrase_fades_in_and_out(tone):
    samples = np.array(voice_cues.trim(tone).get_array_of_samples())
    assert np.abs(samples[[0, -1]]).max() == 0


def test_softening_takes_away_rumble_and_hiss_and_leaves_the_voice():
    def kept(hertz):
        sound = Sine(hertz, sample_rate=SAMPLE_RATE).to_audio_segment(300, volume=-9)
        return voice_cues.soften(sound).dBFS - sound.dBFS

    assert kept(20) < -9
    assert kept(12_000) < -9
    assert kept(440) == pytest.approx(0, abs=1)
