"""Voice cues from written words: spoken by Festival, polished by pydub, encoded as Opus."""

import io
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import Any

import av
import numpy as np
import tomli

from kapsound.cache.writer import Measured
from kapsound.media.decode import Decoder
from kapsound.media.measure import measure

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pydub imports what Python is about to drop
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

CUES = Path(__file__).resolve().parent.parent / "playlists" / "cues"
VOICE = "sudo apt-get install festival festvox-us-slt-hts"
SPEECH_RATE = 0.82
DEEPER = 0.95  # of the pitch and, with it, of the rate: a warmer voice
REST_MS = 850
LEAD_MS, TAIL_MS = 60, 350
LOUDNESS_LUFS = -20.0
RATE = 48_000
BIT_RATE = 40_000
_SPEAK = """(voice_cmu_us_slt_arctic_hts)
(set! hts_engine_params (append cmu_us_slt_arctic_hts::hts_engine_params '(("-r" {rate}))))
(set! utt (SynthText "{text}"))
(utt.save.wave utt "{path}" 'riff)
"""


def main(names: Sequence[str]) -> None:
    """Make the named cues, or all, and print what each measures."""
    texts = read_texts(CUES / "texts.toml")
    unknown = sorted(set(names) - set(texts))
    if unknown:
        sys.exit(f"playlists/cues/texts.toml has no {', '.join(unknown)}")
    for name in names or texts:
        cue = polish([speak(phrase) for phrase in texts[name]])
        path = CUES / f"{name}.opus"
        path.write_bytes(encode(cue))
        print(f"{path.name:18}{_facts(cue, path.read_bytes())}")


def read_texts(path: Path) -> Mapping[str, Sequence[str]]:
    """Return the phrases of every cue by its name."""
    return {name: table["say"] for name, table in tomli.loads(path.read_text("utf-8")).items()}


def speak(phrase: str) -> Any:
    """Return a phrase spoken slowly, without the silence around it."""
    with tempfile.TemporaryDirectory() as folder:
        spoken, script = Path(folder, "spoken.wav"), Path(folder, "speak.scm")
        script.write_text(_SPEAK.format(rate=SPEECH_RATE, text=phrase, path=spoken), "utf-8")
        if not which("festival") or subprocess.call(["festival", "-b", str(script)]):
            sys.exit(f"No voice speaks here. Install it: {VOICE}")
        sound = AudioSegment.from_wav(spoken)
    deeper = AudioSegment(
        sound.raw_data,
        sample_width=sound.sample_width,
        frame_rate=int(sound.frame_rate * DEEPER),
        channels=1,
    )
    return trim(soften(deeper.set_frame_rate(RATE)))


def soften(sound: Any) -> Any:
    """Take away rumble and hiss: one gentle slope below the voice, two above."""
    return sound.high_pass_filter(75).low_pass_filter(6_500).low_pass_filter(6_500)


def trim(sound: Any) -> Any:
    """Cut the silence at both ends but for a moment, and fade what is left in and out."""
    lead = detect_leading_silence(sound, -48.0, 5)
    tail = detect_leading_silence(sound.reverse(), -48.0, 5)
    kept = sound[max(0, lead - LEAD_MS) : len(sound) - max(0, tail - TAIL_MS)]
    return kept.fade_in(LEAD_MS // 2).fade_out(TAIL_MS // 2)


def polish(phrases: Sequence[Any]) -> Any:
    """Join level phrases by rests, and bring the whole to the loudness every cue has."""
    rest = AudioSegment.silent(REST_MS - LEAD_MS - TAIL_MS, RATE)
    joined = AudioSegment.silent(0, RATE)
    for number, phrase in enumerate(phrases):
        joined += (rest if number else joined) + level(phrase)
    return level(joined)


def level(sound: Any) -> Any:
    """Bring a sound to the loudness of a cue; the second time mends what Opus changed."""
    for _ in range(2):
        sound = sound.apply_gain(LOUDNESS_LUFS - loudness(sound))
    return sound


def loudness(sound: Any) -> float:
    """Return the integrated loudness in LUFS, measured as the player measures it."""
    return measure_clip(encode(sound)).loudness or LOUDNESS_LUFS


def measure_clip(clip: bytes) -> Measured:
    """Decode an encoded cue as the player does, and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cue.opus")
        path.write_bytes(clip)
        return measure(np.concatenate(list(Decoder(path, lambda _: None).blocks())))


def _facts(sound: Any, clip: bytes) -> str:
    found = measure_clip(clip)
    return (
        f"{sound.duration_seconds:5.1f} s {len(clip) / 1000:6.1f} kB {found.loudness:6.1f} LUFS "
        f"{found.true_peak:5.1f} dBTP, silence {found.lead_silence} + {found.trail_silence} frames"
    )


def encode(sound: Any) -> bytes:
    """Return a sound as Ogg Opus, mono."""
    samples = np.asarray(sound.get_array_of_samples(), np.int16).reshape(1, -1)
    file = io.BytesIO()
    with av.open(file, "w", "ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
