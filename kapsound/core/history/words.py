"""Puts the lines of a record into plain words, and how phases and sessions end."""

from functools import singledispatch

from kapsound.core import events as e
from kapsound.core import record_events as r
from kapsound.core.output import parse_output
from kapsound.core.wording import show_command
from kapsound.errors import UsageError
from kapsound.text import credited, visible
from kapsound.units import format_clock, format_duration, to_seconds

_LANDINGS = {
    "exact": "as a track ends",
    "moved": "as a track ends, a little moved",
    "early": "as a track ends, one left early",
    "faded": "with a fade",
    "open": "when it is let go",
    "left": "by a command",
    "waiting": "while the music waits",
}
_ENDS = {
    "plan": "as planned",
    "end": "ended by a command",
    "interrupted": "interrupted from outside",
    "failed": "the player failed",
}
# The lines that are told alike, whatever their values.
_PLAIN: dict[type[e.Event], str] = {
    e.PhaseBegan: "phase {0.phase} begins ({0.cause})",
    e.Notice: "notice: {0.text}",
    e.Fault: "fault: {0.text}",
    e.Undone: "taken back: {0.what}",
    e.AudioPrepared: "{0.name} is ready",
    r.Attached: "{0.role} connected: {0.actor}",
    r.Controls: "screen in control: {0.actor}",
    r.Detached: "{0.role} gone: {0.actor}",
    r.Continued: "the record goes on in another file. {0.why}",
    r.LinesLost: "lines missing, as the disk was full: {0.lines}",
}
_OUTCOMES = {"accepted": "", "refused": "; refused", "asked": "; asked first"}


def landing_words(landing: str, moved: float = 0.0) -> str:
    """Return how a phase ends: in words that follow "ends"; `moved` is in seconds, if known."""
    if landing == "moved" and round(moved, 1):
        when = "earlier" if moved < 0 else "later"
        return f"{_LANDINGS['exact']}, {format_duration(abs(moved))} {when} than asked"
    return _LANDINGS.get(landing) or visible(landing)


def end_words(how: str) -> str:
    """Return how a session ended."""
    return _ENDS.get(how) or visible(how)


def dose_words(number: int, what: str) -> str:
    """Return what a dose was, safe to show."""
    name = "the first dose" if number == 1 else f"booster, dose {number}"
    return visible(f"{name}, {what}" if what else name)


def words(event: e.Event) -> str:
    """Return what a line of a record tells, safe to show; empty for one that tells nothing."""
    try:
        return visible(_words(event))
    except (OverflowError, ValueError):  # a time or a level beyond all measure
        return visible(f"{event.kind}: {event.record()}")


@singledispatch
def _words(event: e.Event) -> str:
    return _PLAIN.get(type(event), "").format(event)


@_words.register
def _(event: r.SessionBegan) -> str:
    client = f", for client {event.spec.client}" if event.spec.client else ""
    return f"the session begins: {event.spec.title}{client}"


@_words.register
def _(event: r.CommandGiven) -> str:
    outcome = _OUTCOMES.get(event.outcome, f"; {event.outcome}")
    why = f": {event.text}" if event.text else ""
    return f"{event.actor}: {show_command(event.command)}{outcome}{why}"


@_words.register
def _(event: e.Planned) -> str:
    ends = [end for end in event.ends if end is not None]
    last = f", the last known end at {format_clock(to_seconds(max(ends)))}" if ends else ""
    return f"planned again: {event.phase} ends {landing_words(event.landing, event.moved_s)}{last}"


@_words.register
def _(event: e.DoseMarked) -> str:
    ago = f", {format_duration(event.ago_s)} ago" if event.ago_s else ""
    return f"{dose_words(event.number, event.what)}{ago}"


@_words.register
def _(event: e.DoseAmended) -> str:
    ago = f"{format_duration(event.ago_s)} ago" if event.ago_s else "just now"
    return f"corrected: {dose_words(event.number, event.what)}, given {ago}"


@_words.register
def _(event: e.VoiceBegan) -> str:
    position = to_seconds(event.position)
    place = f", {format_duration(position)} into it" if position else ""
    name = credited(event.title or event.item, event.artist)
    return f"{name} begins on the {event.bus} bus{place}"


@_words.register
def _(event: e.VoiceEnded) -> str:
    return f"{event.item} leaves over {format_duration(event.fade_s)}: {event.cause}"


@_words.register
def _(event: e.BusMoved) -> str:
    levels = f"from {event.from_db:g} dB to {event.to_db:g} dB"
    return f"{event.bus} moves {levels} over {format_duration(event.over_s)}: {event.why}"


@_words.register
def _(event: e.StateChanged) -> str:
    after = f" after {format_duration(event.lasted_s)}" if event.lasted_s is not None else ""
    return f"{event.state} {'begins' if event.on else 'ends'}{after}"


@_words.register
def _(event: e.Noted) -> str:
    return f"{event.label}: {event.text}" if event.text else event.label


@_words.register
def _(event: r.Undelivered) -> str:
    return f"{format_duration(to_seconds(event.frames))} were not heard: the output was lost"


@_words.register
def _(event: r.DiskStalled) -> str:
    length = format_duration(event.seconds)
    rest = f"what {event.file} holds after byte {event.bytes} is suspect and not read"
    return f"the disk was slow: no answer for {length}; {rest}"


@_words.register
def _(event: e.Slept) -> str:
    return f"the machine slept for {format_duration(event.seconds)}"


@_words.register
def _(event: r.OutputOpened) -> str:
    level = f" at {event.level:g} dB" if event.level else ""
    return f"the sound goes to {_output(event.output)}{level}"


@_words.register
def _(event: r.Replaced) -> str:
    name = event.file.replace("\\", "/").rpartition("/")[2]
    return (
        f"notice: the file {name} was replaced since it was prepared; the copy that was checked "
        "plays, the new file in the next session"
    )


@_words.register
def _(event: r.Underrun) -> str:
    times = f" {event.times} times, in all" if event.times > 1 else ""
    return f"the sound was interrupted{times} for {_length(event.frames)}"


@_words.register
def _(event: r.Delivered) -> str:
    unheard = event.rendered - event.heard
    missing = f"; {_length(unheard)} were not heard" if unheard else ""
    return f"rendered {_length(event.rendered)}{missing}{_interrupted(event)}"


def _interrupted(event: r.Delivered) -> str:
    if not event.times:
        return "; no interruption"
    times = "once" if event.times == 1 else f"{event.times} times"
    return f"; interrupted {times}, {_length(event.inserted)} in all"


def _length(frames: int) -> str:
    seconds = to_seconds(frames)
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else format_duration(seconds)


def _output(text: str) -> str:
    try:
        return parse_output(text).label
    except UsageError:
        return text


@_words.register
def _(event: e.Ended) -> str:
    return f"the session is over, {end_words(event.how)}"


@_words.register
def _(event: r.Interrupted) -> str:
    torn = f"; a torn end of the record lies in {event.torn}" if event.torn else ""
    unheard = format_duration(to_seconds(event.unheard))
    until = format_clock(to_seconds(event.until))
    return f"the player had stopped ({event.cause}) and goes on at {until}, {unheard} unheard{torn}"


@_words.register
def _(event: r.Closed) -> str:
    return f"the record is closed, {end_words(event.how)}"


@_words.register
def _(event: r.Unknown) -> str:
    values = ", ".join(f"{name} {value}" for name, value in event.values.items())
    return f"{event.name}: {values or 'nothing'} (not understood: {event.why})"
