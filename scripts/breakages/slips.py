"""Makes typical slips of the hand on the real screen, and takes each back as the screen offers."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from benches.sounds import write_sine
from shared import machine
from shared.missing import NotHere
from shared.program import command
from shared.terminal import Terminal, terminal
from shared.tests import from_tests

from breakages.hearing import RATE, Sound, largest_bend, largest_rise, silences
from breakages.rows import STEP, Fault, Found, Place, wrong
from breakages.sessions import Heard, sounding, words_of
from kapsound.control import Status

TITLE = "Slow sines"
RISE_LU, VOICE_RISE_LU = 6.0, 10.0
"""How far loudness may rise: within a second, and over the loudest before a voice."""
WITHIN_S = 5.0
LOOK_S = 1.5
"""How long a person takes to see what the screen offers."""
APART_S = 0.4
"""Keys that come sooner count as one that is held."""
CALM_S = 60
_BLOCK = RATE // 10
_BEFORE = 30
PLAYLIST = """
format = 1
title = "Slow sines"
safe_bed = "low"
grounding = "hand"
[crossfade]
length = "3s"
minimum = "2s"
maximum = "4s"
[beds.low]
path = "40.wav"
[beds.other]
path = "45.wav"
[cues.eyes]
path = "cue.wav"
label = "Eyes"
key = "1"
[cues.hand]
path = "cue2.wav"
label = "Hand"
key = "2"
[[phases]]
name = "preparation"
length = "60s"
until = "dose"
beds = ["low"]
tracks = ["50.wav", "55.wav"]
[[phases]]
name = "onset"
length = "8m"
beds = ["low"]
tracks = ["55.wav", "60.wav", "50.wav", "65.wav", "70.wav"]
[[phases]]
name = "peak"
length = "8m"
beds = ["other"]
tracks = ["60.wav", "65.wav", "55.wav", "70.wav", "50.wav"]
[[phases]]
name = "return"
length = "8m"
beds = ["low"]
tracks = ["65.wav", "50.wav", "70.wav", "55.wav", "60.wav"]
"""

Hand = Callable[[Terminal], None]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip, after what was `meant`; the screen `offers` words, and says others when it is `done`.

    With `undone` the plan is then the one from before the slip. `sounds` is what is heard of it
    besides music: "a voice", or "silence".
    """

    what: str
    made: Hand
    offers: str
    back: Hand
    done: str
    meant: str = ""
    undone: bool = True
    sounds: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """How a slip was taken back, and between which times of the session it was heard."""

    slip: Slip
    wrong: tuple[str, ...]
    seconds: float
    begin: float
    end: float


def _keys(*keys: str) -> Hand:
    """Return a hand that presses keys one after the other, each by itself."""

    def press(screen: Terminal) -> None:
        for number, key in enumerate(keys):
            time.sleep(APART_S * bool(number))
            screen.press(key)

    return press


def _click(words: str) -> Hand:
    return lambda screen: screen.click(words)


def _undone(what: str, hand: Hand, back: str = "u", meant: str = "", name: str = "") -> Slip:
    """Return a slip that the key of `undo` takes back."""
    name = name or what.partition(",")[0]
    return Slip(what, hand, f"takes back: {name}", _keys(back), f"{name} is taken back", meant)


SLIPS = (
    Slip("space leant on", _keys(" "), "music paused", _keys(" "), "resume: done", undone=False),
    _undone("dose, its key pressed twice", _keys("D", "D")),
    _undone("return, by R for r under Caps Lock", _keys("R"), "U", meant="DD"),
    _undone("advance, by A for a under Caps Lock", _keys("A"), "U", name="advance to peak"),
    _undone("next, pressed twice", _keys("n"), meant="n"),
    _undone("next, by n for m", _keys("n")),
    _undone("booster, for the beds", _keys("B", "\r")),
    Slip("the wrong bed", _keys("\x1bOR"), "bed other: done", _keys("\x1bOQ"), "bed low: done",
         undone=False),
    Slip("the wrong cue", _keys("2"), "cue hand: done", _keys("o"), "stop-cue: done",
         undone=False, sounds="a voice"),
    Slip("soften, pressed thrice", _keys("s", "s", "s"), "softened", _keys("r"), "restore: done",
         undone=False),
    Slip("a click on ground", _click(" ground "), " grounded · space ",
         _click(" grounded · space "), "resume: done", undone=False, sounds="a voice"),
    Slip("a click on the pill of undo", _click("takes back: next"), "next is taken back",
         _keys("n"), "next: done", meant="n", undone=False),
    Slip("STOP, by X under Caps Lock", _keys("X"), " STOPPED · space ", _keys(" "), "resume: done",
         undone=False, sounds="silence"),
    _undone("end, and its question answered", _keys("E", "y")),
)  # fmt: skip


def slips(place: Place) -> Found:
    """Make the slips one after another, on sines, in which every step is seen."""
    playlist = _playlist(place)
    with (
        sounding(place, playlist=playlist) as it,
        terminal([*command(), "attach"], it.session.environment) as screen,
    ):
        screen.seconds_to(TITLE)
        _calm(it)
        taken = [_taken(slip, it, screen, place.patience) for slip in SLIPS]
        it.session.end()
        sound = it.compared()
        rendered = it.session.rendered()
    _, momentary = from_tests("metering").ffmpeg_meter(rendered, peak=False)
    faults = [*_told(taken), *(f for each in taken for f in _heard(each, rendered, momentary))]
    slowest = max(taken, key=lambda each: each.seconds)
    good = sum(not each.wrong for each in taken)
    return Found(
        (*faults, *wrong((sound.missing == 0, "what was heard is not what the record renders"))),
        sound,
        recorded=words_of(it.session.entries("undone")),
        note=f"{good} of {len(SLIPS)} taken back within {WITHIN_S:g} s, the slowest after "
        f"{slowest.seconds:.1f} s ({slowest.slip.what}), {LOOK_S:g} s of it to look",
    )


def _playlist(place: Place) -> str:
    media = place.folder / "m"
    media.mkdir()
    for hertz in (40, 45, 50, 55, 60, 65, 70):
        write_sine(media / f"{hertz}.wav", 120, hertz)
    write_sine(media / "cue.wav", 4, 75)
    write_sine(media / "cue2.wav", 6, 80)
    path = media / "sines.toml"
    path.write_text(PLAYLIST)
    return str(path)


def _taken(slip: Slip, it: Heard, screen: Terminal, patience: float) -> Taken:
    """Make a slip and take it back; whatever is missing on the screen is said."""
    _mean(slip, screen)
    before = it.session.client.status()
    began, faults = time.monotonic(), []
    try:
        _then(slip.made, slip.offers, screen)
        time.sleep(LOOK_S)
        _then(slip.back, slip.done, screen)
    except NotHere as error:
        faults.append(str(error))
    seconds = time.monotonic() - began
    after = it.session.client.status()
    faults += wrong(
        (seconds <= WITHIN_S * patience, f"taken back only after {seconds:.1f} s"),
        (not slip.undone or _plan(before, after) == _plan(after, after), "the plan is another one"),
        (before["phase"]["name"] == after["phase"]["name"], "the phase is another one"),
    )
    return Taken(slip, tuple(faults), seconds, before["t"], _calm(it))


def _mean(slip: Slip, screen: Terminal) -> None:
    """Do what was meant before the slip."""
    for key in slip.meant:
        screen.press(key)
        time.sleep(APART_S)


def _then(hand: Hand, words: str, screen: Terminal) -> None:
    drawn = len(screen.drawn)
    hand(screen)
    screen.wait_for(words, drawn)


def _plan(status: Status, since: Status) -> list[object]:
    """Return what is planned, but for the tracks that have begun since."""
    return [
        (phase["name"], phase["begin"], phase["end"], phase["landing"],
         [track for track in phase["tracks"] if track["begin"] > since["t"]])
        for phase in status["plan"]
    ]  # fmt: skip


def _calm(it: Heard) -> float:
    """Wait until no level moves and no voice speaks; return the time then."""
    with suppress(NotHere):  # what is wrong then is said of the slip
        machine.wait_until(lambda: _is_calm(it), CALM_S, "the levels to come to rest")
        it.session.wait(1)
    return it.session.t


def _is_calm(it: Heard) -> bool:
    status = it.session.client.status()
    moving = status["cue"] or any(bus["left"] for bus in status["buses"].values())
    return status["over"] or not moving


def _told(taken: Iterable[Taken]) -> list[str]:
    return [f"{each.slip.what}: {fault}" for each in taken for fault in each.wrong]


def _heard(taken: Taken, rendered: Sound, momentary: list[float]) -> list[str]:
    """Say what startles in the sound of one slip."""
    begin, end = int(taken.begin * RATE), int(taken.end * RATE)
    part, voice = rendered[begin:end], taken.slip.sounds == "a voice"
    loud = momentary[begin // _BLOCK - _BEFORE : end // _BLOCK]
    bend = largest_bend(part)
    rise = _rise_of_a_voice(loud) if voice else largest_rise(loud[_BEFORE:])
    faults = wrong(
        (bend <= STEP, f"a step of {bend:.4f}"),
        (rise <= (VOICE_RISE_LU if voice else RISE_LU), f"it rises by {rise:.1f} LU"),
        (taken.slip.sounds == "silence" or not silences(part), "a silence that nobody asked for"),
    )
    return [f"{taken.slip.what}: {fault}" for fault in faults]


def _rise_of_a_voice(momentary: list[float]) -> float:
    """Return how far loudness gets over the loudest of the three seconds before."""
    return max(
        loud - max(momentary[at : at + _BEFORE]) for at, loud in enumerate(momentary[_BEFORE:])
    )


FAULTS = (
    Fault("28", "slips-of-hand", "wrong case, wrong key, double press, click on a pill",
          f"{len(SLIPS)} slips on the real screen, on sines, each taken back as it offers", slips),
)  # fmt: skip
