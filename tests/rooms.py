"""Makes a small session to test with: its material, and a room in which commands are given.

A conftest imports its fixtures to give them to its folder.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kapsound.control.status import SessionStatus, State
from kapsound.core.commands import Command, Request
from kapsound.core.events import Event
from kapsound.core.instructions import Bus, Clip, Instruction
from kapsound.core.material import Bed, Cue, Ducking, Material, Phase, ScheduledCue, Track
from kapsound.core.session import TICK, Step, begin, step
from kapsound.core.wording import parse_command
from kapsound.player.status import session_status
from kapsound.units import GRID, Frames, Seconds, grid_ceil, to_frames, to_seconds


def make_track(
    name: str, seconds: float = 60.0, key: str | None = None, gain: float = 1.0
) -> Track:
    """Return a track of a length; its audio's key is its id unless another is given."""
    clip = Clip(key or name, Frames(0), to_frames(Seconds(seconds)), gain)
    return Track(name, name.title(), clip)


def make_bed(name: str) -> Bed:
    """Return a looping bed of ten seconds."""
    return Bed(
        name, name.title(), Clip(f"bed-{name}", Frames(0), to_frames(Seconds(10)), 0.2, loop=True)
    )


def make_cue(name: str, seconds: float = 5.0, key: str | None = None, level: float = 8.0) -> Cue:
    """Return a voice cue."""
    clip = Clip(f"cue-{name}", Frames(0), to_frames(Seconds(seconds)), 1.0)
    return Cue(name, name.title(), key, clip, level)


def make_phase(name: str, seconds: float = 120.0, **changes: Any) -> Phase:
    """Return a phase with three tracks of a minute and the bed `sea`."""
    phase = Phase(
        name=name,
        length=to_frames(Seconds(seconds)),
        minimum=Frames(0),
        maximum=None,
        slack=to_frames(Seconds(45)),
        waits_for_dose=False,
        level=0.0,
        arrange="listed",
        tracks=tuple(make_track(f"{name}/{number}") for number in (1, 2, 3)),
        beds=("sea",),
        cues=(),
    )
    return replace(phase, **changes)


def make_material(*phases: Phase, **changes: Any) -> Material:
    """Return a whole session; without phases, the standard four of two minutes each."""
    standard = (
        make_phase("preparation", waits_for_dose=True),
        make_phase("onset"),
        make_phase("peak"),
        make_phase("return"),
    )
    material = Material(
        title="Test",
        phases=phases or standard,
        beds=tuple(make_bed(name) for name in ("sea", "rain", "wind")),
        cues=(make_cue("breathe", key="1"), make_cue("rest"), make_cue("here", 6.0)),
        safe_bed=make_bed("sea"),
        grounding="here",
        crossfade=to_frames(Seconds(8)),
        ducking=Ducking(-12.0, Seconds(1.2), Seconds(2.5)),
        maximum_level=0.0,
        closing_fade=to_frames(Seconds(30)),
        seed=0,
    )
    return replace(material, **changes)


def at(cue: str, seconds: float) -> ScheduledCue:
    """Return a cue scheduled at a time of its phase."""
    return ScheduledCue(cue, to_frames(Seconds(seconds)))


class Room:
    """A session under test: commands and waiting go in, events and instructions are kept.

    `heed_wake` leaves out the ticks that have nothing to do; `watch` looks at every step.
    """

    def __init__(self, material: Material, *, heed_wake: bool = True) -> None:
        self.heed_wake = heed_wake
        self.watch: Callable[[Room], object] = lambda _room: None
        self.frame = Frames(0)
        self.told: list[tuple[Frames, Instruction]] = []
        self.said: list[tuple[Frames, Event]] = []
        self._given = 0
        self._follow(begin(material))

    def _follow(self, done: Step) -> Step:
        self.session = done.session
        self.told += [(self.frame, item) for item in done.instructions]
        self.said += [(self.frame, item) for item in done.events]
        self.watch(self)
        return done

    def do(
        self, command: str | Command, *, confirmed: bool = False, request: str | None = None
    ) -> Any:
        """Give a command, as typed or as it is, and return the answer."""
        self._given += 1
        made = parse_command(command) if isinstance(command, str) else command
        given = Request(request or f"r{self._given}", made, confirmed=confirmed)
        return self._follow(step(self.session, given, self.frame)).answer

    def ok(self, command: str | Command, **how: Any) -> "Room":
        """Give a command that must be accepted."""
        found = self.do(command, **how)
        assert found.kind == "accepted", found
        return self

    def refused(self, command: str | Command, **how: Any) -> Any:
        """Give a command that must be refused, and return the reason."""
        found = self.do(command, **how)
        assert found.kind == "refused", found
        return found.text

    def asked(self, command: str | Command, **how: Any) -> Any:
        """Give a command that must ask first, and return the question."""
        found = self.do(command, **how)
        assert found.kind == "asked", found
        return found.text

    def tick(self) -> None:
        """Let a block go by."""
        session = self.session if self.heed_wake else replace(self.session, wake=Frames(0))
        self._follow(step(session, TICK, self.frame))
        self.frame = Frames(self.frame + GRID)

    def until(self, seconds: float) -> "Room":
        """Let time go on to the first grid start at or after a session time, tick included."""
        self.go_to(grid_ceil(to_frames(Seconds(seconds))))
        self._follow(step(self.session, TICK, self.frame))
        return self

    def go_to(self, goal: int) -> None:
        """Let blocks go by up to a frame, without its own tick."""
        while self.frame < goal and not self.session.over:
            if self.heed_wake:
                self.frame = Frames(max(self.frame, min(goal, grid_ceil(self.session.wake))))
            if self.frame < goal:
                self.tick()

    def wait(self, seconds: float) -> "Room":
        """Let time go on."""
        return self.until(to_seconds(self.frame) + seconds)

    @property
    def t(self) -> float:
        """T+ in seconds."""
        return to_seconds(self.frame)

    @property
    def phase(self) -> str:
        """The name of the present phase."""
        return self.session.phase.name

    @property
    def track(self) -> str | None:
        """The id of the track that plays."""
        return self.session.music.playing.track.id if self.session.music.playing else None

    @property
    def beds(self) -> list[str]:
        """The ids of the beds that sound."""
        return [bed.bed for bed in self.session.ambience.beds]

    @property
    def states(self) -> list[State]:
        """The states the session is in, topmost first."""
        return self.status["states"]

    @property
    def status(self) -> SessionStatus:
        """What a screen sees of the session."""
        return session_status(self.session, self.frame)

    def level(self, bus: str) -> float:
        """Return where a bus is, in dB."""
        return self.session.ramp(Bus(bus)).level_at(self.frame)

    def goal(self, bus: str) -> float:
        """Return where a bus goes, in dB."""
        return self.session.ramp(Bus(bus)).end_db

    def takes(self, bus: str) -> float:
        """Return how many seconds a bus's present ramp takes."""
        ramp = self.session.ramp(Bus(bus))
        return to_seconds(ramp.end - ramp.start)

    def instructions(self, kind: type[Instruction]) -> list[tuple[Frames, Any]]:
        """Return every instruction of a kind so far, with its frame."""
        return [(frame, item) for frame, item in self.told if isinstance(item, kind)]

    def events(self, kind: str) -> list[Any]:
        """Return every event of a kind so far."""
        return [item for _, item in self.said if item.kind == kind]

    def frames(self, kind: str) -> list[Frames]:
        """Return the frame of every event of a kind so far."""
        return [frame for frame, item in self.said if item.kind == kind]

    def notices(self) -> list[str]:
        """Return the texts of all notices so far, and of answers that say what was done."""
        told = [*self.events("notice"), *self.events("accepted")]
        return [item.text for item in told if item.text]


class Make:
    """What the fixture `make` hands to tests."""

    track = staticmethod(make_track)
    bed = staticmethod(make_bed)
    cue = staticmethod(make_cue)
    phase = staticmethod(make_phase)
    material = staticmethod(make_material)
    at = staticmethod(at)
    changed = staticmethod(replace)

    @staticmethod
    def room(*phases: Phase, heed_wake: bool = True, **changes: Any) -> Room:
        """Return a room with the material of these phases and changes."""
        return Room(make_material(*phases, **changes), heed_wake=heed_wake)

    @staticmethod
    def room_of(material: Material, *, heed_wake: bool = True) -> Room:
        """Return a room with a material."""
        return Room(material, heed_wake=heed_wake)


@pytest.fixture(scope="session")
def make() -> type[Make]:
    """Build tracks, phases, material and rooms."""
    return Make


@pytest.fixture
def room() -> Room:
    """Return the standard session at its begin: preparation, onset, peak, return."""
    return Room(make_material())
