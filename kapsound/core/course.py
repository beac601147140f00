"""Follows a session without its sound: what would have played, and what lies ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kapsound.core.commands import Dose, Request
from kapsound.core.events import Refused
from kapsound.core.history import History, Instant, Moment, advance
from kapsound.core.material import Material
from kapsound.core.outlook import CueAhead, PhaseOutlook, outlook
from kapsound.core.session import TICK, Session, Step, begin, step
from kapsound.units import GRID, Frames, Seconds, grid_ceil, to_seconds

_NO_WALL = datetime.fromtimestamp(0, UTC)
# Without one of these a session stays in its preparation.
LEAVING = frozenset({"dose", "advance", "return", "end"})

Timed = tuple[Frames, Request]


@dataclass(frozen=True, slots=True)
class PlayedTrack:
    """A track as it began, or is to begin: by a crossfade of so many seconds."""

    id: str
    title: str
    begin: Frames
    crossfade: Seconds
    ahead: bool
    artist: str = ""


@dataclass(frozen=True, slots=True)
class PhaseCourse:
    """A phase as it went and is to go; `end` is None where it is open.

    `landing` is the rung of the ladder its plan took last, or "left" where something else ended
    it; `moved` is how many seconds its end lies beside the one asked for.
    """

    name: str
    begin: Frames
    end: Frames | None
    landing: str
    moved: Seconds
    tracks: tuple[PlayedTrack, ...]
    cues: tuple[CueAhead, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A session at a frame, with every phase so far and to come, and what it refused."""

    session: Session
    frame: Frames
    phases: tuple[PhaseCourse, ...]
    refused: tuple[tuple[Frames, str, str], ...]


def assumed_dose(material: Material, commands: Iterable[str]) -> Frames | None:
    """Return the frame of a dose nobody gave: the written end of the phase that waits for it.

    `commands` are the names of those that are given; None means that they lead on by themselves.
    """
    waits = material.dose_phase
    if waits is None or LEAVING & set(commands):
        return None
    return Frames(sum(phase.length for phase in material.phases[: waits + 1]))


def written(material: Material) -> Course:
    """Return the course as the playlist has it, from its beginning or the assumed dose on."""
    dose = assumed_dose(material, ())
    return course(material, () if dose is None else ((dose, Request("dose", Dose())),))


def course(material: Material, timed: Iterable[Timed]) -> Course:
    """Return the course of a session after the last of these requests."""
    run = _Run(begin(material))
    for frame, request in sorted(timed, key=lambda item: item[0]):
        run.go_to(grid_ceil(frame))
        run.take(request)
    run.tick()
    return Course(run.session, run.frame, tuple(run.phases()), tuple(run.refused))


def session_at(material: Material, timed: Iterable[Timed], until: Frames) -> Session:
    """Return a session as these requests leave it, gone on with to a frame by itself."""
    session = begin(material).session
    for frame, request in timed:
        session = gone_on(session, frame)
        session = step(session, request, grid_ceil(frame)).session
    return gone_on(session, until)


def gone_on(session: Session, until: Frames) -> Session:
    """Return a session as it is at a frame if nothing is commanded, without that frame's tick."""
    earliest = Frames(0)
    while not session.over and (frame := max(grid_ceil(session.wake), earliest)) < until:
        session = step(session, TICK, frame).session
        earliest = Frames(frame + GRID)
    return session


def _ahead(item: PhaseOutlook) -> PhaseCourse:
    tracks = (
        PlayedTrack(
            slot.track.id,
            slot.track.title,
            slot.start,
            to_seconds(slot.fade),
            ahead=True,
            artist=slot.track.artist,
        )
        for slot in item.slots
    )
    moved = to_seconds(item.moved)
    return PhaseCourse(
        item.name, item.begin, item.end, item.landing, moved, tuple(tracks), item.cues
    )


def _went(history: History) -> Iterator[PhaseCourse]:
    for number, run in enumerate(history.phases):
        tracks = tuple(
            PlayedTrack(
                track.item,
                track.title,
                track.begin.frame,
                track.crossfade,
                ahead=False,
                artist=track.artist,
            )
            for track in history.tracks
            if track.phase == number
        )
        end = run.end.frame if run.end else None
        moved = run.moved if run.landed == run.landing else Seconds(0.0)
        yield PhaseCourse(run.name, run.begin.frame, end, run.landed, moved, tracks, ())


class _Run:
    """A session on its way, and its history so far."""

    def __init__(self, began: Step) -> None:
        self.frame = Frames(0)
        self.refused: list[tuple[Frames, str, str]] = []
        self._history = History()
        self._follow(began)

    def phases(self) -> Iterator[PhaseCourse]:
        """Yield the phases as they went, and as they would go on from here."""
        *before, present = _went(self._history)
        yield from before
        if self.session.over:
            yield present
            return
        now, *following = (_ahead(item) for item in outlook(self.session, self.frame))
        yield replace(now, begin=present.begin, tracks=(*present.tracks, *now.tracks))
        yield from following

    def go_to(self, goal: Frames) -> None:
        """Let time go on up to a grid start, without its own tick."""
        while self.frame < goal and not self.session.over:
            due = min(goal, grid_ceil(self.session.wake))
            self.frame = max(self.frame, due)
            if self.frame < goal:
                self.tick()
                self.frame = Frames(self.frame + GRID)

    def tick(self) -> None:
        """Let happen what is due."""
        self._follow(step(self.session, TICK, self.frame))

    def take(self, request: Request) -> None:
        """Give a command."""
        done = step(self.session, request, self.frame)
        self.refused += [
            (self.frame, request.id, event.text)
            for event in done.events
            if isinstance(event, Refused)
        ]
        self._follow(done)

    def _follow(self, done: Step) -> None:
        self.session, at = done.session, Instant(self.frame, _NO_WALL)
        for event in done.events:
            self._history = advance(self._history, Moment(at, event))
