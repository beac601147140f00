"""The ready voice cues: every text has its clip, and all are equally loud, soft and short."""

import numpy as np
import pytest
import tomli

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
