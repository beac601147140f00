"""What the settings of this machine decide for whoever starts a job or a player."""

from collections.abc import Callable, Collection

from kapsound.config import Settings, read_settings
from kapsound.core.output import Destination, parse_output
from kapsound.errors import Problem
from kapsound.paths import settings_path
from kapsound.processes import Values

Tell = Callable[[Problem], None]


def unheard(_: Problem) -> None:
    """Tell nobody: the home screen names every problem of the settings."""


def settled(keys: Collection[str], tell: Tell = unheard) -> Settings:
    """Return the settings; `tell` is called with what is wrong about these keys of them.

    The key of what is wrong with the whole file is empty.
    """
    reading = read_settings(settings_path())
    for problem in reading.problems:
        if problem.key in keys:
            tell(problem)
    return reading.settings


def outputs_of(settings: Settings, asked: str | None = None) -> tuple[Destination, ...]:
    """Return the output that was asked for, at its level in the settings, or else all of theirs.

    Raises:
        UsageError: what is named is no output.

    """
    if asked is None:
        found = (Destination(parse_output(item.name), item.level) for item in settings.outputs)
        return tuple(found) or (Destination(),)
    level = next((item.level for item in settings.outputs if item.name == asked), 0.0)
    return (Destination(parse_output(asked), level),)


def cache_care(tell: Tell = unheard) -> Values:
    """Return what the settings ask of the prepare job, as a part of its request."""
    return {"limit": settled(("", "cache_limit"), tell).cache_limit}
