"""Compares the phases that ran with those that the playlist has written."""

from dataclasses import dataclass

from kapsound.core.history.model import History, PhaseRun
from kapsound.core.playlist.parse import parse_playlist
from kapsound.errors import PlaylistError
from kapsound.units import Seconds


@dataclass(frozen=True, slots=True)
class PhaseCompared:
    """A phase as it ran and as it was written; `run` is None where it did not come.

    `planned` is its written length, None where it was not to come, or not again; `waited` says
    that it was to last until the dose.
    """

    name: str
    run: PhaseRun | None
    planned: Seconds | None
    waited: bool


def compared(history: History) -> tuple[PhaseCompared, ...]:
    """Return every phase that ran, in order, and then those that did not come."""
    left = _written(history)
    ran = [
        PhaseCompared(run.name, run, *left.pop(run.name, (None, False))) for run in history.phases
    ]
    return (*ran, *(PhaseCompared(name, None, *written) for name, written in left.items()))


def _written(history: History) -> dict[str, tuple[Seconds, bool]]:
    if history.header is None:
        return {}
    try:
        playlist = parse_playlist(history.header.spec.text, history.header.spec.file)
    except PlaylistError:
        return {}
    return {phase.name: (phase.length, phase.until == "dose") for phase in playlist.phases}
