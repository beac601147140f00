"""The ready playlists land whatever an ordinary session brings: the promise of their pools.

A schedule is what a therapist may do: a dose sooner or later than written, a few minutes more
or less, another track, a hold, now and then a booster.
"""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from kapsound.core.assembly import assemble, recipes
from kapsound.core.commands import Request
from kapsound.core.course import course
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import PreparedAudio, SynthRecipe
from kapsound.core.wording import parse_command
from kapsound.units import Frames, to_frames, to_seconds

PLAYLISTS = Path(__file__).parent.parent / "playlists"
SCHEDULES = 80
LONGEST = 600
MINUTE = 60.0


def material(name):
    """Return a playlist's material; a synthesized sound is as long as its recipe says."""
    path = PLAYLISTS / f"{name}.toml"
    playlist = parse_playlist(path.read_text("utf-8"), str(path))
    index = {
        recipe: PreparedAudio(
            f"key {number}", to_frames(length(recipe)), -20.0, -6.0, 3.0, Frames(0), Frames(0), ""
        )
        for number, recipe in enumerate(recipes(playlist, str(PLAYLISTS)))
    }
    return assemble(playlist, str(PLAYLISTS), index)


def length(recipe):
    return recipe.length if isinstance(recipe, SynthRecipe) else 13.0


def schedule(preparation, arc, random):
    """Yield commands, each with its second."""
    dose = preparation * random.uniform(0.4, 1.8)
    most = min(LONGEST, arc / 6)

    def sometime():
        return dose + random.uniform(5, arc)

    yield dose, "dose"
    for _ in range(random.randrange(4)):
        kind = random.choice(("extend", "shorten"))
        yield sometime(), f"{kind} {random.uniform(most / 10, most):.0f}s"
    for _ in range(random.randrange(3)):
        yield sometime(), random.choice(("next", "next", "choose 2", "choose 4"))
    if random.random() < 0.5:
        begin = sometime()
        yield begin, "hold"
        yield begin + random.uniform(most / 5, 1.5 * most), "release"
    if random.random() < 0.2:
        yield dose + random.uniform(0.15, 0.6) * arc, "booster"
    if random.random() < 0.15:
        yield sometime(), random.choice(("advance", "return"))


def played(name):
    """Yield the phases after the dose that ended by themselves, and the session's last command."""
    session = material(name)
    preparation, *rest = (to_seconds(phase.length) for phase in session.phases)
    for seed in range(SCHEDULES):
        given = list(schedule(preparation, sum(rest), Random(f"{name}/{seed}")))
        timed = [
            (to_frames(second), Request(str(place), parse_command(command), confirmed=True))
            for place, (second, command) in enumerate(given)
        ]
        for phase in course(session, timed).phases[1:]:
            if phase.landing != "left":
                before = [frame for frame, _ in timed if frame <= phase.end]
                yield phase.landing, to_seconds(phase.end - max(before))


@pytest.mark.parametrize("name", ["intramuscular", "intravenous", "lozenge", "intranasal"])
def test_a_ready_playlist_lands_whatever_an_ordinary_session_brings(name):
    """It fades where a command leaves its phase no more than a minute, and hardly elsewhere."""
    found = list(played(name))
    rungs = Counter(rung for rung, _ in found)
    in_time = Counter(rung for rung, left in found if left > MINUTE)
    print(name, dict(rungs), dict(in_time))  # noqa: T201
    assert rungs["exact"] + rungs["moved"] >= 0.9 * len(found)
    assert rungs["faded"] <= 0.05 * len(found)
    assert in_time["faded"] <= 0.01 * len(found)
    assert rungs["open"] == 0


def test_the_demo_lands_as_a_rule():
    found = Counter(rung for rung, _ in played("demo"))
    print(dict(found))  # noqa: T201
    assert found["exact"] + found["moved"] >= 0.8 * found.total()
