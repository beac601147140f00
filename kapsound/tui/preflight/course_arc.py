"""Draws what is about to play as the session screen will: its phases, tracks and cues."""

from itertools import pairwise
from typing import TYPE_CHECKING

from kapsound.tui.rows import Row
from kapsound.tui.widgets.arc import Arc, Piece, ribbon, without_overlap
from kapsound.units import to_seconds

if TYPE_CHECKING:
    from kapsound.core.course import Course
    from kapsound.core.playlist.model import Playlist


def rows(course: "Course", playlist: "Playlist", width: int, height: int) -> list[Row]:
    """Return the arc of a session that has not begun, in so many cells across and down."""
    return ribbon(arc_of(course, playlist), width, height)


def arc_of(course: "Course", playlist: "Playlist") -> Arc:
    """Return the arc as the playlist is written; the dose comes where its phase ends."""
    begins = [to_seconds(phase.begin) for phase in course.phases]
    last = course.phases[-1].end
    end = max(1.0, to_seconds(course.frame if last is None else last))
    edges = [*pairwise([*begins, end])]
    names = [phase.name for phase in course.phases]
    phases = [Piece(*edge, name, "ahead") for edge, name in zip(edges, names, strict=True)]
    tracks = [
        Piece(to_seconds(track.begin), stop, track.title, "ahead")
        for phase, (_, stop) in zip(course.phases, edges, strict=True)
        for track in phase.tracks
    ]
    doses = [
        stop
        for phase, (_, stop) in zip(playlist.phases, edges, strict=False)
        if phase.until is not None
    ]
    return Arc(
        0.0, end, False, tuple(phases), tuple(without_overlap(tracks, end)),  # noqa: FBT003 - planned
        _cues(playlist, edges), tuple(doses),
    )  # fmt: skip


def _cues(playlist: "Playlist", edges: list[tuple[float, float]]) -> tuple[tuple[float, bool], ...]:
    return tuple(
        ((begin if cue.at >= 0 else stop) + cue.at, False)
        for phase, (begin, stop) in zip(playlist.phases, edges, strict=False)
        for cue in phase.cues
    )
