"""Assembles the status of the session that plays, and its contents."""

from dataclasses import asdict
from threading import Lock
from typing import cast

from kapsound.audio.meters import Meters
from kapsound.control.status import (
    BusStatus,
    Contents,
    CueStatus,
    DoseStatus,
    Landing,
    MetersStatus,
    MusicStatus,
    NextTrack,
    PhaseStatus,
    PlannedPhase,
    ReadingStatus,
    SessionStatus,
    State,
    Status,
    TrackContents,
    UndoStatus,
)
from kapsound.core.instructions import SOURCE_BUSES, Bus
from kapsound.core.material import Cue, Material, Track
from kapsound.core.outlook import PhaseOutlook, outlook
from kapsound.core.session import Session, closing, undo
from kapsound.core.session.levels import asked_level, duck_depth, written_level
from kapsound.core.session.state import MarkedDose
from kapsound.player.engine import Engine
from kapsound.player.live_history import LiveHistory
from kapsound.player.outputs.delivery import Delivery
from kapsound.record.journal import Journal
from kapsound.units import Frames, to_seconds


class StatusSource:
    """Knows how one session stands; any thread may ask.

    The contents are built again only where the material is another.
    """

    def __init__(
        self,
        engine: Engine,
        delivery: Delivery,
        journal: Journal,
        history: LiveHistory,
        client: str,
    ) -> None:
        self._engine, self._delivery = engine, delivery
        self._journal, self._history, self._client = journal, history, client
        self._lock = Lock()
        self._material = engine.session.material
        self._contents = self._contents_of(1, self._material)

    def status(self, controller: str | None) -> Status:
        """Return what moves; `controller` is the screen that controls."""
        engine = self._engine
        return {
            **session_status(engine.session, engine.frame),
            **self._history.shown(),
            "contents": self.contents()["revision"],
            "controller": controller,
            "meters": _meters(engine.meters),
            "outputs": self._delivery.outputs,
            "record_fault": self._journal.fault,
        }

    def contents(self) -> Contents:
        """Return what seldom changes."""
        with self._lock:
            material = self._engine.session.material
            if material is not self._material:
                self._material = material
                revision = self._contents["revision"]
                if self._contents_of(revision, material) != self._contents:
                    self._contents = self._contents_of(revision + 1, material)
            return self._contents

    def _contents_of(self, revision: int, material: Material) -> Contents:
        return {
            "revision": revision,
            "title": material.title,
            "client": self._client,
            "record": self._journal.folder.name,
            "maximum": material.maximum_level,
            "phases": [
                {
                    "name": phase.name,
                    "length": to_seconds(phase.length),
                    "tracks": [_named(track) for track in phase.tracks],
                }
                for phase in material.phases
            ],
            "beds": [{"id": bed.id, "label": bed.label} for bed in material.beds],
            "cues": [
                {
                    "id": cue.id,
                    "label": cue.label,
                    "key": cue.key,
                    "length": to_seconds(cue.clip.frames),
                }
                for cue in material.cues
            ],
        }


def session_status(session: Session, frame: Frames) -> SessionStatus:
    """Return how a session stands at a frame."""
    doses = session.clock.doses
    return {
        "t": to_seconds(frame),
        "d": to_seconds(frame - doses[0].at) if doses else None,
        "d_last": to_seconds(frame - doses[-1].at) if doses else None,
        "doses": [_dose(dose) for dose in doses],
        "undo": _undo(session, frame),
        "phase": _phase(session, frame),
        "plan": plan_status(session, frame),
        "music": _music(session, frame),
        "next": _next(session),
        "beds": [bed.bed for bed in session.ambience.beds],
        "cue": _cue(session, frame),
        "played": {cue: to_seconds(at) for cue, at in session.voice.played},
        "buses": {bus.value: _bus(session, bus, frame) for bus in Bus},
        "states": _states(session),
        "closing_left": _left(closing.next_frame(session), frame),
        "over": session.over,
    }


def plan_status(session: Session, frame: Frames) -> list[PlannedPhase]:
    """Return the plan as a session stands at a frame."""
    return [_planned(item) for item in outlook(session, frame)]


def _states(session: Session) -> list[State]:
    """Return the states the session is in, topmost first."""
    holds = session.holds
    states: list[tuple[State, bool]] = [
        ("closing", session.closing is not None),
        ("stop", holds.stopped is not None),
        ("silence", holds.silenced is not None),
        ("ground", holds.grounded is not None),
        ("pause", holds.paused is not None),
        ("soften", session.levels.softened < 0),
        ("talk", holds.talking is not None),
        ("duck", duck_depth(session) < 0),
        ("hold", holds.held),
        ("dose", session.end is None),
    ]
    return [name for name, on in states if on]


def _dose(dose: MarkedDose) -> DoseStatus:
    return {"t": to_seconds(dose.at), "what": dose.what}


def _undo(session: Session, frame: Frames) -> UndoStatus | None:
    found = undo.latest(session, frame)
    return {"what": found[0], "left": found[1]} if found else None


def _seconds(frames: int | None) -> float | None:
    return None if frames is None else to_seconds(frames)


def _left(end: int | None, frame: Frames) -> float | None:
    return None if end is None else to_seconds(max(0, end - frame))


def _phase(session: Session, frame: Frames) -> PhaseStatus:
    end, held = session.end, session.holds.held
    return {
        "name": session.phase.name,
        "number": session.clock.phase + 1,
        "of": len(session.material.phases),
        "began": to_seconds(session.clock.began),
        "end": _seconds(end),
        "left": None if held else _left(end, frame),
        "waits": "dose" if end is None else "release" if held else "plan",
    }


def _planned(item: PhaseOutlook) -> PlannedPhase:
    return {
        "name": item.name,
        "begin": to_seconds(item.begin),
        "end": _seconds(item.end),
        "landing": cast(Landing, item.landing),
        "moved": to_seconds(item.moved),
        "tracks": [
            {
                **_named(slot.track),
                "begin": to_seconds(slot.start),
                "end": to_seconds(slot.end),
                "crossfade": to_seconds(slot.fade),
            }
            for slot in item.slots
        ],
        "cues": [
            {"id": ahead.cue.id, "label": ahead.cue.label, "t": to_seconds(ahead.at)}
            for ahead in item.cues
        ],
    }


def _named(track: Track) -> TrackContents:
    return {"id": track.id, "title": track.title, "artist": track.artist}


def _music(session: Session, frame: Frames) -> MusicStatus | None:
    playing = session.music.playing
    if playing is None:
        return None
    now = frame if session.music.frozen is None else session.music.frozen
    return {
        **_named(playing.track),
        "elapsed": to_seconds(max(0, now - playing.began)),
        "left": to_seconds(max(0, playing.end - now)),
    }


def _next(session: Session) -> NextTrack | None:
    if not session.music.slots:
        return None
    slot = session.music.slots[0]
    begin = None if session.waiting else to_seconds(slot.start)
    return {**_named(slot.track), "begin": begin}


def _cue(session: Session, frame: Frames) -> CueStatus | None:
    speaking, waiting = session.voice.speaking, session.voice.waiting
    if speaking is None:
        return None if waiting is None else _heard(waiting, waiting.clip.frames)
    heard = _heard(speaking.cue, max(0, speaking.ends - frame))
    heard["speaking"] = speaking.voice is not None
    heard["waiting"] = waiting.id if waiting else None
    return heard


def _heard(cue: Cue, left: int) -> CueStatus:
    length = to_seconds(left)
    return {"id": cue.id, "label": cue.label, "speaking": False, "left": length, "waiting": None}


def _bus(session: Session, bus: Bus, frame: Frames) -> BusStatus:
    level = session.level(bus)
    if bus is Bus.MASTER:
        capped = any(_capped(session, each) for each in SOURCE_BUSES)
        return {"level": level, "now": level, "to": level, "left": 0.0, "capped": capped}
    ramp = session.ramp(bus)
    return {
        "level": level,
        "now": ramp.level_at(frame),
        "to": ramp.end_db,
        "left": to_seconds(max(0, ramp.end - frame)),
        "capped": _capped(session, bus),
    }


def _capped(session: Session, bus: Bus) -> bool:
    return written_level(session, bus) < asked_level(session, bus)


def _meters(meters: Meters | None) -> MetersStatus | None:
    if meters is None:
        return None
    return {
        "buses": {bus.value: cast(ReadingStatus, asdict(getattr(meters, bus))) for bus in Bus},
        "loudness": meters.loudness,
        "reduction": meters.reduction,
    }
