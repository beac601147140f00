"""Does what people do by mistake: keys held down, the volume to the top, one thing upon another."""

import time
from random import Random

from benches.sounds import write_sine
from shared.program import command
from shared.terminal import terminal
from shared.tests import from_tests

from breakages.hearing import RATE, Sound, largest_bend, largest_rise, silences
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import sounding, words_of

TITLE = "Six quiet minutes"
STEP = 0.0011
STOP_S = 0.3
HELD = 10
# The recorder gives the sound about 20 ms late, and in pieces.
RECORDER_S = 0.05
CEILING_DB = -1.0
RISE_LU = 6.0
SINES = """
format = 1
title = "Sines"
safe_bed = "low"
grounding = "one"
closing_fade = "1s"
[crossfade]
length = "3s"
minimum = "2s"
maximum = "4s"
[beds.low]
path = "40.wav"
[beds.other]
path = "45.wav"
[cues.one]
path = "cue.wav"
label = "One"
[cues.two]
path = "cue2.wav"
label = "Two"
[[phases]]
name = "onset"
length = "60s"
minimum = "10s"
maximum = "10m"
beds = ["low"]
tracks = ["50.wav", "55.wav", "60.wav"]
[[phases]]
name = "peak"
length = "60s"
minimum = "10s"
maximum = "10m"
beds = ["other"]
tracks = ["55.wav", "60.wav", "50.wav"]
[[phases]]
name = "return"
length = "5m"
beds = ["low"]
tracks = ["60.wav", "50.wav", "55.wav"]
"""
QUIET = """
format = 1
title = "Quiet"
safe_bed = "sea"
[beds.sea]
synth = "ocean"
[[phases]]
name = "peak"
length = "5m"
beds = ["sea"]
tracks = [{synth = "drone", length = "120s"}]
"""
COMMANDS = (
    "dose", "dose", "next", "cue one", "cue two", "cue one replace", "extend 1s", "shorten 1s",
    "advance", "soften", "restore", "silence", "sound", "pause", "resume", "talk", "ground",
    "stop", "resume", "bed other", "bed low", "bed-add other", "bed-drop other", "stop-cue",
    "hold", "release", "level music -12", "level music 6", "level master -3", "level master 6",
)  # fmt: skip


def keys_held(place: Place) -> Found:
    """Hold keys down on the real screen, and stop the session by key."""
    with (
        sounding(place) as it,
        terminal([*command(), "attach"], it.session.environment) as screen,
    ):
        screen.seconds_to(TITLE)
        time.sleep(1)
        for _ in range(30):
            screen.press("s")
            time.sleep(0.03)
        time.sleep(1)
        softened = it.session.entries("command")
        screen.press("E")
        time.sleep(1)
        running = not it.session.client.status()["closing_left"]
        screen.press("xX")
        at = it.monitor.frames
        time.sleep(2)
        quiet = _quiet_after(it.monitor.heard(at, it.monitor.frames))
        screen.press("\x1b")
        time.sleep(0.5)
        screen.press(" ")
        time.sleep(6)
        back = it.monitor.sounds()
        it.session.end()
        sound = it.compared()
        given = it.session.entries("command")
    names = [entry["data"]["command"]["name"] for entry in given]
    return Found(
        wrong(
            (names.count("soften") < HELD, f"{names.count('soften')} softens of one key held down"),
            (running, "E ends it without a question"),
            (quiet is not None, "the stop key does not stop"),
            (
                quiet is None or quiet <= (STOP_S + RECORDER_S) * place.patience,
                f"it is quiet {1000 * (quiet or 0):.0f} ms after the key",
            ),
            (back, "it does not come back"),
            (sound.missing == 0, "what was heard is not what the record renders"),
        ),
        sound,
        recorded=f"{len(softened)} commands of 30 keys; {', '.join(names)}"[:200],
        note="" if quiet is None else f"quiet {1000 * quiet:.0f} ms after the stop key",
    )


def _quiet_after(sound: Sound) -> float | None:
    """Return after how many seconds there is nothing for half a second."""
    found = silences(sound, RATE // 2)
    return found[0][0] / RATE if found else None


def volume_up(place: Place) -> Found:
    """Turn all to the top."""
    meter = from_tests("metering").ffmpeg_meter
    path = place.folder / "quiet.toml"
    path.write_text(QUIET)
    with sounding(place, playlist=str(path)) as it:
        it.session.wait(8)
        for bus in ("music", "ambience", "voice", "master"):
            it.session.do("level", bus, "6")
        it.session.wait(14)
        it.session.end()
        sound = it.compared()
        entries = it.session.entries("bus")
        peak, momentary = meter(it.session.rendered())
    rise = largest_rise(momentary[100:])
    return Found(
        wrong(
            (peak <= CEILING_DB, f"a peak of {peak:.1f} dBTP"),
            (rise <= RISE_LU, f"it rises by {rise:.1f} LU in a second"),
            (sound.missing == 0, "what was heard is not what the record renders"),
        ),
        sound,
        recorded=words_of([entry for entry in entries if entry["data"]["to_db"] > 0]),
        note=f"peak {peak:.1f} dBTP, at most {rise:.1f} LU up in a second",
    )


def everything_at_once(place: Place) -> Found:
    """Give commands by chance, one upon another, to sines, of which every step is seen."""
    media = place.folder / "m"
    media.mkdir()
    for hertz in (40, 45, 50, 55, 60):
        write_sine(media / f"{hertz}.wav", 120, hertz)
    write_sine(media / "cue.wav", 4, 65)
    write_sine(media / "cue2.wav", 3, 70)
    (media / "sines.toml").write_text(SINES)
    draw = Random(7)  # noqa: S311 - chance, not secrecy
    with sounding(place, playlist=str(media / "sines.toml")) as it:
        outcomes = []
        for _ in range(40):
            words = draw.choice(COMMANDS).split()
            outcomes.append(it.session.do("--yes", *words).code)
            time.sleep(draw.uniform(0, 0.5))
        it.session.wait(3)
        it.session.end()
        sound = it.compared()
        heard = it.session.rendered()
    bend = largest_bend(heard)
    return Found(
        wrong(
            (bend <= STEP, f"a step of {bend:.4f} in sines"),
            (sound.missing == 0, "what was heard is not what the record renders"),
            (set(outcomes) <= {0, 5}, f"exit statuses {sorted(set(outcomes))}"),
        ),
        sound,
        recorded=f"{len(outcomes)} commands, {outcomes.count(5)} refused or asked",
        note=f"largest step beside the sines' own {bend:.5f}",
    )


FAULTS = (
    Fault("28", "keys-held", "wrong key, key held down, both at once",
          "30 keys in a second, E, x and X together on the real screen", keys_held),
    Fault("29", "volume-up", "volume to the top", "every bus at +6 dB", volume_up),
    Fault("30", "all-at-once", "cue on cue, skip in a fade, extend at the boundary, dose twice",
          "40 commands by chance, on sines", everything_at_once),
)  # fmt: skip
