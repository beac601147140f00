"""Random sessions: from a seed a playlist, commands of every kind close together, and its sound.

A sequence runs through the real session, engine and mixer. Every tenth lasts 12 s, the others
as long as the figure says; three of four begin with their first fades over.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
from record_rigs import Forgetful

from kapsound.audio.mixer import Mixer, OpenClip
from kapsound.core import commands as c
from kapsound.core import reports as r
from kapsound.core.instructions import Bus, Clip, RampBus, StartVoice
from kapsound.core.material import Bed, Cue, Ducking, Material, Phase, ScheduledCue, Track
from kapsound.core.session import Step, begin
from kapsound.player.engine import Engine
from kapsound.samples import Samples
from kapsound.units import GRID, Frames, Seconds, to_frames

CHUNK = 100
DUCKINGS = tuple(
    Ducking(depth, Seconds(down), Seconds(up))
    for depth, down, up in ((-12.0, 1.2, 2.5), (-20.0, 0.2, 4.0), (-6.0, 3.0, 1.0))
)


@dataclass(frozen=True)
class Figure:
    """What a figure leaves out of its sequences: how long they are, and what the design exempts."""

    seconds: float
    exempt: tuple[type[c.Command], ...] = ()
    cues: bool = True
    gains: tuple[float, ...] = (0.3, 1.0)
    bed_gain: float = 1.0
    shortest_crossfade: float = 0.5
    maximum_levels: tuple[float, ...] = (0.0, 3.0, 6.0)


def material(draw: Random, figure: Figure) -> Material:
    """Draw a playlist."""
    cues = tuple(_cue(draw, name) for name in ("one", "two") if figure.cues)
    beds = tuple(Bed(f"b{i}", "", _clip(draw, "b", 4, figure.bed_gain, loop=True)) for i in "123")
    names = ("preparation", "onset", "peak", "return")
    return Material(
        title="drawn",
        phases=tuple(_phase(draw, name, figure) for name in names[draw.randrange(3) :]),
        beds=beds,
        cues=cues,
        safe_bed=beds[0],
        grounding=draw.choice([None, "one"]) if cues else None,
        crossfade=to_frames(draw.choice([figure.shortest_crossfade, 3, 8])),
        ducking=draw.choice(DUCKINGS),
        maximum_level=draw.choice(figure.maximum_levels),
        closing_fade=to_frames(draw.choice([1, 3, 30])),
        seed=draw.randrange(100),
    )


def _phase(draw: Random, name: str, figure: Figure) -> Phase:
    tracks = [
        Track(f"{name}/{number}", "", _clip(draw, f"m{number}", length, draw.choice(figure.gains)))
        for number in range(1, draw.randrange(1, 5))
        for length in draw.choices([0.9, 2, 5, 20], k=1)
    ]
    return Phase(
        name=name,
        length=to_frames(draw.choice([1, 2, 4, 20])),
        minimum=Frames(0),
        maximum=draw.choice([None, to_frames(5)]),
        slack=Frames(0),
        waits_for_dose=name == "preparation",
        level=0.0,
        arrange=draw.choice(["listed", "shuffle"]),
        tracks=tuple(tracks),
        beds=tuple(draw.sample(["b1", "b2", "b3"], draw.randrange(3))),
        cues=tuple(ScheduledCue("two", to_frames(at)) for at in draw.choice([(), (0.3, -1), (2,)])),
    )


def _cue(draw: Random, name: str) -> Cue:
    return Cue(name, name, None, _clip(draw, "v", draw.choice([0.4, 1, 3]), 1.0), 8.0)


def _clip(draw: Random, kind: str, seconds: float, gain: float, *, loop: bool = False) -> Clip:
    """Return a clip of one of the sources; its key is its own, so that it can be lost alone."""
    start = to_frames(draw.randrange(10))
    key = f"{kind}-{draw.randrange(1_000_000)}"
    return Clip(key, start, Frames(start + to_frames(seconds)), gain, loop)


KINDS = (
    c.Dose, c.Booster, c.Next, c.Choose, c.Hold, c.Release, c.Extend, c.Shorten, c.Advance,
    c.Return, c.Previous, c.Undo, c.Undo, c.Amend, c.BedChange, c.BedAdd, c.BedDrop, c.Soften,
    c.Restore, c.Silence, c.Sound, c.Pause, c.Resume, c.Talk, c.Ground, c.CueStart, c.CueStop,
    c.Level, c.Note, c.Stop, r.VoiceLost, r.OutputBack,
)  # fmt: skip
OFTEN = (c.Level, c.Next, c.Resume, c.Sound, c.Resume, c.Advance, c.Stop)
SELDOM = (c.End, r.Interrupt)


def commands(draw: Random, figure: Figure, seconds: float) -> dict[int, list[c.Request]]:
    """Draw commands by the grid start at which they are given."""
    kinds = [kind for kind in (*KINDS, *OFTEN) if kind not in figure.exempt]
    given: dict[int, list[c.Request]] = {}
    for number in range(draw.randrange(4, 13)):
        block = to_frames(draw.uniform(0, 0.85 * seconds)) // GRID
        kind = draw.choice(SELDOM) if draw.random() < 0.02 else draw.choice(kinds)
        command = _command(draw, kind)
        request = c.Request(str(number), command, confirmed=draw.random() < 0.8)
        given.setdefault(block, []).append(request)
    return given


def _command(draw: Random, kind: type[Any]) -> Any:
    values: dict[type[Any], Callable[[], list[Any]]] = {
        c.Amend: lambda: [draw.choice([0.5, 3.0])],
        c.Choose: lambda: [str(draw.randrange(1, 4))],
        c.Extend: lambda: [draw.choice([0.5, 60.0])],
        c.Shorten: lambda: [draw.choice([0.5, 60.0])],
        c.BedChange: lambda: [draw.choice(["b1", "b2", "b3", "off"])],
        c.BedAdd: lambda: [draw.choice(["b1", "b2", "b3"])],
        c.BedDrop: lambda: [draw.choice(["b1", "b2", "b3"])],
        c.CueStart: lambda: [draw.choice(["one", "two"]), draw.choice([*c.CueTurn])],
        c.Level: lambda: [draw.choice([*Bus]), draw.choice([-60, -40, -6, 0, 3, 6])],
        c.Note: lambda: ["calm"],
        r.VoiceLost: lambda: [draw.randrange(1, 9), "drawn"],
    }
    return kind(*values.get(kind, list)())


def at_full_level(began: Step) -> Step:
    """Return a beginning whose first fades are over, so that a short sequence is a loud one."""
    ramps = tuple(
        RampBus(ramp.bus, Frames(0), ramp.end_db, Frames(0), ramp.end_db)
        for ramp in began.session.levels.ramps
    )
    told = [
        replace(item, fade=Frames(0)) if isinstance(item, StartVoice) else item
        for item in began.instructions
    ]
    session = replace(began.session, levels=replace(began.session.levels, ramps=ramps))
    return replace(began, session=session, instructions=(*told, *ramps))


def sound_of(seed: int, figure: Figure, open_clip: OpenClip) -> tuple[Samples, Material]:
    """Return the sound of one sequence, float32 of shape (frames, 2), and its material."""
    draw = Random(seed)
    seconds = 12.0 if seed % 10 == 0 else figure.seconds
    playlist = material(draw, figure)
    given = commands(draw, figure, seconds)
    began = begin(playlist) if seed % 4 == 0 else at_full_level(begin(playlist))
    engine = Engine(began, Mixer(open_clip), Forgetful())
    blocks: list[Samples] = []
    while not engine.finished and len(blocks) < to_frames(seconds) // GRID:
        block, _ = engine.block(given.get(len(blocks), ()))
        blocks.append(block.copy())
    ending = [np.zeros((GRID, 2), np.float32)] if engine.finished else []
    return np.concatenate([*blocks, *ending]), playlist


def stopped_at(seed: int, figure: Figure, open_clip: OpenClip) -> tuple[Samples, int]:
    """Return the sound of a sequence that is stopped somewhere, and the frame of the stop."""
    draw = Random(seed)
    playlist = material(draw, figure)
    given = commands(draw, figure, figure.seconds)
    last = draw.randrange(to_frames(figure.seconds) // GRID)
    began = begin(playlist) if seed % 4 == 0 else at_full_level(begin(playlist))
    engine = Engine(began, Mixer(open_clip), Forgetful())
    blocks = []
    for number in range(last + to_frames(1) // GRID):
        requests = given.get(number, []) if number <= last else []
        stop = [c.Request("stop", c.Stop())] if number == last else []
        blocks.append(engine.block([*requests, *stop])[0].copy())
    return np.concatenate(blocks), last * GRID


def misses(
    first: int,
    figure: Figure,
    open_clip: Callable[[int], OpenClip],
    excess: Callable[[Samples, Material], float],
) -> dict[int, float]:
    """Return every seed of a chunk whose sound exceeds the figure, and by how much."""
    found: dict[int, float] = {}
    for seed in range(first, first + CHUNK):
        over = excess(*sound_of(seed, figure, open_clip(seed)))
        if not over <= 0:  # what is no number is a miss too
            found[seed] = over
    return found
