"""Edits voice cues: a spoken phrase is softened, trimmed, levelled, joined to others and encoded.

Sounds are mono segments of pydub, 16 bits at 48 kHz. Nothing of this runs in a session.
"""

import io
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np

from kapsound.cache.writer import Measured
from kapsound.media.decode import Decoder
from kapsound.media.measure import measure
from kapsound.units import SAMPLE_RATE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pydub imports what Python is about to drop
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

Sound: TypeAlias = AudioSegment
DEEPER = 0.95  # of the pitch and, with it, of the rate: a warmer voice
REST_MS = 850
LEAD_MS, TAIL_MS = 60, 350
LOUDNESS_LUFS = -20.0
_SILENCE_DBFS = -48.0
_BIT_RATE = 40_000


def read_phrase(path: Path) -> Sound:
    """Read a phrase from a WAV file, mono, and return it a little deeper."""
    with path.open("rb") as file:
        sound = AudioSegment.from_wav(file)
    deeper = AudioSegment(
        sound.raw_data,
        sample_width=sound.sample_width,
        frame_rate=int(sound.frame_rate * DEEPER),
        channels=1,
    )
    return deeper.set_frame_rate(SAMPLE_RATE)


def soften(sound: Sound) -> Sound:
    """Take away rumble and hiss: one gentle slope below the voice, two above."""
    return sound.high_pass_filter(75).low_pass_filter(6_500).low_pass_filter(6_500)


def trim(sound: Sound) -> Sound:
    """Cut the silence at both ends but for a moment, and fade what is left in and out."""
    lead = detect_leading_silence(sound, _SILENCE_DBFS, 5)
    tail = detect_leading_silence(sound.reverse(), _SILENCE_DBFS, 5)
    kept = sound[max(0, lead - LEAD_MS) : len(sound) - max(0, tail - TAIL_MS)]
    return kept.fade_in(LEAD_MS // 2).fade_out(TAIL_MS // 2)


def polish(phrases: Sequence[Sound]) -> Sound:
    """Join level phrases by rests, and bring the whole to the loudness every cue has."""
    rest = AudioSegment.silent(REST_MS - LEAD_MS - TAIL_MS, SAMPLE_RATE)
    joined = AudioSegment.silent(0, SAMPLE_RATE)
    for number, phrase in enumerate(phrases):
        joined += (rest if number else joined) + level(phrase)
    return level(joined)


def level(sound: Sound) -> Sound:
    """Bring a sound to the loudness of a cue; the second time mends what Opus changed."""
    for _ in range(2):
        sound = sound.apply_gain(LOUDNESS_LUFS - loudness(sound))
    return sound


def loudness(sound: Sound) -> float:
    """Return the integrated loudness in LUFS, measured as the player measures it."""
    return measure_clip(encode(sound)).loudness or LOUDNESS_LUFS


def measure_clip(clip: bytes) -> Measured:
    """Decode an encoded cue as the player does, and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cue.opus")
        path.write_bytes(clip)
        return measure(np.concatenate(list(Decoder(path, lambda _: None).blocks())))


def encode(sound: Sound) -> bytes:
    """Return a sound as Ogg Opus, mono."""
    samples = np.asarray(sound.get_array_of_samples(), np.int16).reshape(1, -1)
    file = io.BytesIO()
    with av.open(file, "w", "ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", SAMPLE_RATE, layout="mono")
        stream.bit_rate = _BIT_RATE
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()
