"""The session as a screen or a script sees it: plain values, ready for JSON."""

from typing import Any

from kapsound.core.events import Event
from kapsound.core.instructions import SOURCE_BUSES, Bus
from kapsound.core.material import Cue
from kapsound.core.outlook import PhaseOutlook, outlook
from kapsound.core.plan import Slot
from kapsound.core.session import closing
from kapsound.core.session.levels import duck_depth
from kapsound.core.session.state import Session
from kapsound.units import Frames, to_seconds

Values = dict[str, Any]


def status(session: Session, frame: Frames) -> Values:
    """Return the session at a frame; times are in seconds, levels in dB.

    Keys: `title`, `t` (T+), `d` (D+ since the first dose, or None), `d_last` (since the last),
    `phase`, `phases` (all of them, with their written lengths), `plan`, `music`, `next`, `beds`,
    `all_beds`, `cue`, `cues`, `buses`, `states`, `closing_left` (until the session is over; None
    unless it closes, and while the end waits for a cue), `over`.
    """
    doses = session.clock.doses
    return {
        "title": session.material.title,
        "t": to_seconds(frame),
        "d": to_seconds(frame - doses[0]) if doses else None,
        "d_last": to_seconds(frame - doses[-1]) if doses else None,
        "doses": [to_seconds(dose) for dose in doses],
        "phase": _phase(session, frame),
        "phases": [
            {"name": phase.name, "length": to_seconds(phase.length)}
            for phase in session.material.phases
        ],
        "plan": [_outlook(item) for item in outlook(session, frame)],
        "music": _music(session, frame),
        "next": _next(session),
        "beds": [bed.bed for bed in session.ambience.beds],
        "all_beds": [{"id": bed.id, "label": bed.label} for bed in session.material.beds],
        "cue": _cue(session, frame),
        "cues": _cues(session),
        "buses": {bus.value: _bus(session, bus, frame) for bus in SOURCE_BUSES}
        | {"master": {"level": session.level(Bus.MASTER)}},
        "states": states(session),
        "closing_left": _closing_left(session, frame),
        "over": session.over,
    }


def states(session: Session) -> list[str]:
    """Return the names of the states the session is in, topmost first."""
    held = {
        "closing": session.closing is not None,
        "stop": session.holds.stopped is not None,
        "silence": session.holds.silenced is not None,
        "ground": session.holds.grounded is not None,
        "pause": session.holds.paused is not None,
        "soften": session.levels.softened < 0,
        "talk": session.holds.talking is not None,
        "duck": duck_depth(session) < 0,
        "hold": session.holds.held,
        "dose": session.end is None,
    }
    return [name for name, on in held.items() if on]


def answer(events: tuple[Event, ...]) -> Event | None:
    """Return the answer to a request among the events of its step, if there is one."""
    return next((item for item in events if item.kind in ("accepted", "refused", "asked")), None)


def _seconds(frames: int | None) -> float | None:
    return None if frames is None else to_seconds(frames)


def _closing_left(session: Session, frame: Frames) -> float | None:
    over = closing.next_frame(session)
    return None if over is None else to_seconds(max(0, over - frame))


def _phase(session: Session, frame: Frames) -> Values:
    phase, end = session.phase, session.end
    return {
        "name": phase.name,
        "number": session.clock.phase + 1,
        "of": len(session.material.phases),
        "began": to_seconds(session.clock.began),
        "end": _seconds(end),
        "left": None if end is None or session.holds.held else to_seconds(max(0, end - frame)),
        "waits": "dose" if end is None else "release" if session.holds.held else "plan",
        "tracks": [{"id": track.id, "title": track.title} for track in phase.tracks],
    }


def _outlook(item: PhaseOutlook) -> Values:
    return {
        "name": item.name,
        "begin": to_seconds(item.begin),
        "end": _seconds(item.end),
        "landing": item.landing,
        "moved": to_seconds(item.moved),
        "tracks": [_slot(slot) for slot in item.slots],
        "cues": [
            {"id": ahead.cue.id, "label": ahead.cue.label, "t": to_seconds(ahead.at)}
            for ahead in item.cues
        ],
    }


def _slot(slot: Slot) -> Values:
    return {
        "id": slot.track.id,
        "title": slot.track.title,
        "begin": to_seconds(slot.start),
        "end": to_seconds(slot.end),
        "crossfade": to_seconds(slot.fade),
    }


def _music(session: Session, frame: Frames) -> Values | None:
    playing = session.music.playing
    if playing is None:
        return None
    now = frame if session.music.frozen is None else session.music.frozen
    return {
        "id": playing.track.id,
        "title": playing.track.title,
        "elapsed": to_seconds(max(0, now - playing.began)),
        "left": to_seconds(max(0, playing.end - now)),
    }


def _next(session: Session) -> Values | None:
    if not session.music.slots:
        return None
    slot = session.music.slots[0]
    begin = None if session.waiting else to_seconds(slot.start)
    return {"id": slot.track.id, "title": slot.track.title, "begin": begin}


def _cue(session: Session, frame: Frames) -> Values | None:
    speaking, waiting = session.voice.speaking, session.voice.waiting
    if speaking is None:
        return None if waiting is None else _cue_values(waiting, waiting.clip.frames)
    left = max(0, speaking.ends - frame)
    return _cue_values(speaking.cue, left) | {
        "speaking": speaking.voice is not None,
        "waiting": waiting.id if waiting else None,
    }


def _cue_values(cue: Cue, left: int) -> Values:
    length = to_seconds(left)
    return {"id": cue.id, "label": cue.label, "speaking": False, "left": length, "waiting": None}


def _cues(session: Session) -> list[Values]:
    played = dict(session.voice.played)
    return [
        {
            "id": cue.id,
            "label": cue.label,
            "key": cue.key,
            "length": to_seconds(cue.clip.frames),
            "played": _seconds(played.get(cue.id)),
        }
        for cue in session.material.cues
    ]


def _bus(session: Session, bus: Bus, frame: Frames) -> Values:
    return {"level": session.level(bus), "now": session.ramp(bus).level_at(frame)}
