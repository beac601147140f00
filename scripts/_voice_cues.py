"""Makes the ready voice cues from written words, spoken by Festival."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which

import tomli

from kapsound.media.voice_cues import Sound, encode, measure_clip, polish, read_phrase, soften, trim

CUES = Path(__file__).resolve().parent.parent / "playlists" / "cues"
VOICE = "sudo apt-get install festival festvox-us-slt-hts"
SPEECH_RATE = 0.82
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


def speak(phrase: str) -> Sound:
    """Return a phrase spoken slowly, without the silence around it."""
    with tempfile.TemporaryDirectory() as folder:
        spoken, script = Path(folder, "spoken.wav"), Path(folder, "speak.scm")
        script.write_text(_SPEAK.format(rate=SPEECH_RATE, text=phrase, path=spoken), "utf-8")
        if not which("festival") or subprocess.call(["festival", "-b", str(script)]):
            sys.exit(f"No voice speaks here. Install it: {VOICE}")
        return trim(soften(read_phrase(spoken)))


def _facts(sound: Sound, clip: bytes) -> str:
    found = measure_clip(clip)
    return (
        f"{sound.duration_seconds:5.1f} s {len(clip) / 1000:6.1f} kB {found.loudness:6.1f} LUFS "
        f"{found.true_peak:5.1f} dBTP, silence {found.lead_silence} + {found.trail_silence} frames"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
