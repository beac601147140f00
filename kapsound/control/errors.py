"""Errors between processes: as JSON objects, and back."""

from collections.abc import Mapping
from typing import Any

from kapsound import errors
from kapsound.errors import KapsoundError, PlaylistError, Problem

_KINDS: dict[str, type[KapsoundError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, KapsoundError) and kind is not PlaylistError
}


def error_to_json(error: KapsoundError) -> dict[str, Any]:
    """Return an error as a JSON object; `error_from_json` makes it again."""
    # A class of another module is told as the nearest one that every process knows.
    kind = next(kind for kind in type(error).__mro__ if kind.__module__ == errors.__name__)
    values: dict[str, Any] = {"kind": kind.__name__, "message": str(error)}
    if isinstance(error, PlaylistError):
        names = ("file", "message", "line", "key", "severity")
        values["problems"] = [
            {name: getattr(problem, name) for name in names} for problem in error.problems
        ]
    return values


def error_from_json(values: Mapping[str, Any]) -> KapsoundError:
    """Return the error that `error_to_json` wrote."""
    if "problems" in values:
        return PlaylistError([Problem(**problem) for problem in values["problems"]])
    return _KINDS.get(values["kind"], KapsoundError)(values["message"])
