"""Reads where the settings send the sound."""

from kapsound.config.settings import Settings
from kapsound.core.output import Destination, parse_output


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
