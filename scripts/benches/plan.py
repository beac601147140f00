"""Measures planning a phase that lands, from many candidates and from few."""

import statistics
import time
from collections.abc import Iterator, Sequence
from random import Random

from benches.rows import Row, Setting
from kapsound.core.instructions import Clip
from kapsound.core.landing import PhaseState, plan_phase
from kapsound.core.material import Bed, Ducking, Material, Phase, Track
from kapsound.units import Frames, Seconds, to_frames

MANY, FEW = 10_000, 40
PHASES = 100
FIGURE_MS = 20
SHORTEST, LONGEST = 1_200, 5_400
LENGTHS = {
    "of 2 to 9 minutes": (SHORTEST, LONGEST),
    "all of 9 minutes, which seldom land": (LONGEST, LONGEST),
}


def measure(setting: Setting) -> Iterator[Row]:
    """Plan phases of 10 to 40 minutes, each from many tracks and then from the first few."""
    for name, (shortest, longest) in LENGTHS.items():
        tracks = _tracks(shortest, longest)
        goals = _goals(20 if setting.quick else PHASES)
        few = planned(tracks[:FEW], goals)
        yield _row(name, planned(tracks, goals), few)


def _tracks(shortest: int, longest: int) -> list[Track]:
    draw = Random(3)  # noqa: S311 - chance, not secrecy
    tenths = [draw.randrange(shortest, longest + 1) for _ in range(MANY)]
    return [_track(number, length / 10) for number, length in enumerate(tenths)]


def _track(number: int, seconds: float) -> Track:
    clip = Clip(f"key{number}", Frames(0), to_frames(seconds), 1.0, loop=False)
    return Track(f"peak/{number}", f"Track {number}", clip)


def _goals(count: int) -> list[Frames]:
    draw = Random(4)  # noqa: S311 - chance, not secrecy
    return [to_frames(draw.randrange(6_000, 24_000) / 10) for _ in range(count)]


def planned(tracks: Sequence[Track], goals: Sequence[Frames]) -> list[float]:
    """Return the milliseconds that planning a phase of each length takes."""
    took = []
    for goal in goals:
        material, stage = _material(tracks, goal), _state(goal)
        began = time.process_time()
        plan_phase(material, stage)
        took.append(1000 * (time.process_time() - began))
    return took


def _state(goal: Frames) -> PhaseState:
    return PhaseState(
        number=0,
        began=Frames(0),
        frame=Frames(0),
        ends=(goal,),
        goal=goal,
        present=None,
        heard=(),
        lost=frozenset(),
    )


def _material(tracks: Sequence[Track], goal: Frames) -> Material:
    sea = Bed("sea", "Sea", Clip("sea", Frames(0), to_frames(60), 1.0, loop=True))
    return Material(
        title="Many",
        phases=(_phase(tracks, goal),),
        beds=(sea,),
        cues=(),
        safe_bed=sea,
        grounding=None,
        crossfade=to_frames(8),
        ducking=Ducking(-12.0, Seconds(1.2), Seconds(2.5)),
        maximum_level=0.0,
        closing_fade=to_frames(30),
        seed=0,
    )


def _phase(tracks: Sequence[Track], goal: Frames) -> Phase:
    return Phase(
        name="peak",
        length=goal,
        minimum=Frames(0),
        maximum=None,
        slack=to_frames(45),
        waits_for_dose=False,
        level=0.0,
        arrange="fit",
        tracks=tuple(tracks),
        beds=("sea",),
        cues=(),
    )


def _row(name: str, many: list[float], few: list[float]) -> Row:
    usual, worst = statistics.median(many), max(many)
    part = usual / statistics.median(few)
    return Row(
        f"planning a phase from {MANY:,} tracks {name}",
        f"{usual:.0f} ms (p50), {worst:.0f} ms (worst of {len(many)})",
        f"{part:.1f} times as long as from {FEW} tracks",
        f"at most {FIGURE_MS} ms",
        worst <= FIGURE_MS,
        {"ms": usual, "worst_ms": worst, "of_few": part},
    )
