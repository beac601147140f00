"""Makes the same mix by other programs: six crossfaded tracks, one ducked cue, a bed, a limiter."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared import machine
from shared.missing import NotHere

from benches.rows import Setting
from benches.sounds import length_of, music_files, write_noise

CROSSFADE_S = 8
CUE_AT_S = 12
TRACKS = 6
OURS = """
format = 1
title = "A mix"
safe_bed = "sea"
closing_fade = "2s"
media = "/"
[beds.sea]
path = "{bed}"
[cues.voice]
path = "{cue}"
label = "Voice"
[[phases]]
name = "peak"
length = "{length:.1f}s"
beds = ["sea"]
tracks = [{tracks}]
cues = [{{ cue = "voice", at = "{at}s" }}]
"""
LIQUIDSOAP = """
settings.log.stdout.set(false)
settings.log.file.set(false)
settings.init.allow_root.set(true)
settings.frame.audio.samplerate.set(48000)
music = sequence([{singles}])
music = cross(duration={fade}., fun (a, b) ->
  add(normalize=false, [fade.in(duration={fade}., b.source), fade.out(duration={fade}., a.source)]),
  music)
voice = sequence([blank(duration={at}.), once(single("{cue}")), blank()])
voice = blank.strip(max_blank=0.5, voice)
level = ref(1.)
def gain() =
  target = if source.is_ready(voice) then 0.25 else 1. end
  level := !level + 0.05 * (target - !level)
  !level
end
bed = amplify(0.2, single("{bed}"))
mixed = limit(threshold=-1., add(normalize=false, [amplify(gain, music), voice, bed]))
{out}
"""
OFFLINE = """
mixed = max_duration({length:.1f}, mixed)
clock.assign_new(sync="none", [mixed])
output.file(%wav, "/dev/null", fallible=true, on_stop=shutdown, mixed)
"""
LIVE = """
output.dummy(fallible=true, mixed)
"""
MPD = """
bind_to_address "{folder}/socket"
pid_file "{folder}/pid"
audio_output {{
  type "null"
  name "null"
}}
"""


@dataclass(frozen=True, slots=True)
class Mix:
    """What is mixed: absolute paths of six tracks, a bed and a voice cue, and the whole length."""

    tracks: tuple[Path, ...]
    bed: Path
    cue: Path
    length: float

    def playlist(self) -> str:
        """Return the mix as a playlist of ours."""
        names = ", ".join(f'"{_relative(path)}"' for path in self.tracks)
        bed, cue = _relative(self.bed), _relative(self.cue)
        return OURS.format(tracks=names, bed=bed, cue=cue, length=self.length, at=CUE_AT_S)


def mix_of(setting: Setting) -> Mix:
    """Return a mix of real music where there is some, otherwise of noise."""
    bed = write_noise(setting.folder / "bed.wav", 60, 8)
    cue = write_noise(setting.folder / "cue.wav", 6, 9)
    tracks = _music() or tuple(
        write_noise(setting.folder / f"track{number}.wav", 120, number) for number in range(TRACKS)
    )
    length = sum(map(seconds_of, tracks)) - CROSSFADE_S * (TRACKS - 1)
    return Mix(tracks, bed, cue, length)


def seconds_of(path: Path) -> float:
    """Return how long a sound file is."""
    if path.suffix == ".wav":
        return length_of(path)
    import av  # noqa: PLC0415 - heavy, and only for real music

    with av.open(str(path)) as container:
        return float(container.duration or 0) / av.time_base


def ffmpeg(mix: Mix) -> list[str]:
    """Return FFmpeg's command for the mix, thrown away as it is made."""
    inputs = [word for path in mix.tracks for word in ("-i", str(path))]
    inputs += ["-stream_loop", "-1", "-i", str(mix.bed), "-i", str(mix.cue)]
    graph = ["-filter_complex", _graph(len(mix.tracks)), "-map", "[out]", "-f", "null", "-"]
    return ["ffmpeg", "-v", "error", "-nostdin", *inputs, *graph]


def _graph(tracks: int) -> str:
    even = "aresample=48000,aformat=fltp:channel_layouts=stereo"
    parts = [f"[{number}:a]{even}[t{number}]" for number in range(tracks)]
    joined = "t0"
    for number in range(1, tracks):
        parts.append(f"[{joined}][t{number}]acrossfade=d={CROSSFADE_S}[x{number}]")
        joined = f"x{number}"
    at = CUE_AT_S * 1000
    parts += [
        f"[{tracks}:a]{even},volume=0.2[bed]",
        f"[{tracks + 1}:a]{even},adelay={at}|{at},apad,asplit[voice][key]",
        f"[{joined}][key]sidechaincompress=threshold=0.01:ratio=8:attack=800:release=2000[low]",
        "[low][bed][voice]amix=inputs=3:normalize=0:duration=first,alimiter=limit=0.89[out]",
    ]
    return ";".join(parts)


def liquidsoap(mix: Mix, script: Path, *, live: bool) -> list[str]:
    """Write Liquidsoap's script for the mix, and return its command."""
    singles = ", ".join(f'once(single("{path}"))' for path in mix.tracks)
    out = LIVE if live else OFFLINE.format(length=mix.length)
    script.write_text(
        LIQUIDSOAP.format(
            singles=singles, fade=CROSSFADE_S, at=CUE_AT_S, cue=mix.cue, bed=mix.bed, out=out
        )
    )
    return ["liquidsoap", str(script)]


@contextmanager
def mpd(folder: Path, tracks: Sequence[Path]) -> Iterator[int]:
    """Let MPD play tracks in real time to nobody; give its process id.

    Raises:
        NotHere: it is not installed, or does not play.

    """
    machine.require("mpd")
    folder.mkdir()
    config = folder / "mpd.conf"
    config.write_text(MPD.format(folder=folder))
    with machine.running(["mpd", "--no-daemon", str(config)]) as process:
        machine.wait_until((folder / "socket").exists, 20, "MPD to listen")
        commands = [*(f'add "file://{path}"' for path in tracks), "crossfade 8", "play"]
        for command in commands:
            _tell(folder / "socket", command)
        yield process.pid


def _tell(address: Path, command: str) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as line:
        line.settimeout(10)
        line.connect(str(address))
        with line.makefile("rw") as stream:
            stream.readline()
            stream.write(f"{command}\n")
            stream.flush()
            answer = stream.readline()
    if not answer.startswith("OK"):
        raise NotHere(f"MPD refuses {command}: {answer.strip()}")


def _music() -> tuple[Path, ...]:
    """Return six pieces of between one and four minutes, if there are as many."""
    fitting = [path for path in music_files() if 60 <= seconds_of(path) <= 240]  # noqa: PLR2004
    return tuple(fitting[:TRACKS]) if len(fitting) >= TRACKS else ()


def _relative(path: Path) -> str:
    return path.absolute().relative_to("/").as_posix()
