"""The arc shows every phase of the session in one ribbon, as it ran and as it is planned.

While a phase is held or waits for the dose, those after it stand there at their written lengths,
with no track in them: when they come is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kapsound.control import Look, Status
from kapsound.control.status import PhaseContents, PlannedPhase
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.view import View
from kapsound.units import format_clock

_OPEN_SHARE = 0.15
_OPEN_LEAST_S = 120.0
_LATER_SHARE = 0.05
_STEPS_S = (30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_LABEL = 9
_LEAST_TITLE = 5


class Piece(NamedTuple):
    """A stretch of time with a name; `kind` is past, now, ahead or open."""

    begin: float
    end: float
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arc:
    """All there is to draw, in seconds."""

    t: float
    end: float
    is_open: bool
    phases: tuple[Piece, ...]
    tracks: tuple[Piece, ...]
    cues: tuple[tuple[float, bool], ...]
    doses: tuple[float, ...]


def arc_of(look: Look) -> Arc:
    """Return the arc of a session."""
    status = look.status
    planned = _planned_end(look)
    later = _later(look, planned)
    end = max([1.0, planned, *(piece.end for piece in later)])
    return Arc(
        status["t"], end, _is_open(status), (*_phases(status, planned), *later),
        _tracks(status, planned), _cues(status), tuple(dose["t"] for dose in status["doses"]),
    )  # fmt: skip


def _is_open(status: Status) -> bool:
    plan, waits = status["plan"], status["phase"]["waits"] != "plan"
    return bool(plan) and (waits or any(item["end"] is None for item in plan))


def _planned_end(look: Look) -> float:
    """Return where the plan ends; where that is open, its written end with room ahead."""
    status, plan = look.status, look.status["plan"]
    known = [item["end"] for item in plan if item["end"] is not None]
    ahead = [track["begin"] for item in plan for track in item["tracks"]]
    end = float(max([status["t"], *known, *ahead]))
    if not _is_open(status):
        return end
    later = sum(phase["length"] for phase in _phases_from(look, len(plan)))
    if later:
        return float(max(_written_end(look), status["t"] + later * _LATER_SHARE))
    return max(end + max(_OPEN_LEAST_S, end * _OPEN_SHARE), _written_end(look))


def _written_end(look: Look) -> float:
    """Return where the last phase of the plan ends, or would at its written length."""
    plan = look.status["plan"]
    last = plan[-1]
    written = [phase["length"] for phase in _phases_from(look, len(plan) - 1)]
    return float(last["begin"] + sum(written[:1]) if last["end"] is None else last["end"])


def _later(look: Look, begin: float) -> tuple[Piece, ...]:
    """Return the phases that have no place in the plan yet, as they are written."""
    pieces = []
    for phase in _phases_from(look, len(look.status["plan"])):
        pieces.append(Piece(begin, begin + phase["length"], phase["name"], "open"))
        begin = pieces[-1].end
    return tuple(pieces)


def _phases_from(look: Look, place: int) -> Sequence[PhaseContents]:
    """Return all phases from one of the plan on."""
    return look.contents["phases"][look.status["phase"]["number"] - 1 + place :]


def _phases(status: Status, end: float) -> tuple[Piece, ...]:
    ran = [
        Piece(item["begin"], item["end"], item["name"], "past")
        for item in status["ran"]["phases"]
        if item["end"] is not None
    ]
    plan = [
        Piece(item["begin"], _end(item, end), item["name"], "ahead" if number else "now")
        for number, item in enumerate(status["plan"])
    ]
    return (*ran, *plan)


def _end(item: PlannedPhase, end: float) -> float:
    return end if item["end"] is None else float(item["end"])


def _tracks(status: Status, end: float) -> tuple[Piece, ...]:
    t, music = status["t"], status["music"]
    pieces = []
    for item in status["ran"]["tracks"]:
        stop, kind = item["end"], "past"
        if stop is None:
            stop, kind = t + (music["left"] if music else 0.0), "now"
        pieces.append(Piece(item["begin"], stop, item["title"], kind))
    for phase in status["plan"]:
        begins = [track["begin"] for track in phase["tracks"]]
        ends = [*begins[1:], _end(phase, end)]
        pieces += [
            Piece(track["begin"], stop, track["title"], "ahead")
            for track, stop in zip(phase["tracks"], ends, strict=False)
        ]
    return tuple(without_overlap(pieces, end))


def without_overlap(pieces: list[Piece], end: float) -> list[Piece]:
    """Return pieces of which each ends where the next begins, within all there is."""
    pieces = sorted(pieces, key=lambda piece: piece.begin)
    nexts = [piece.begin for piece in pieces[1:]] + [end]
    cut = [
        piece._replace(end=min(piece.end, following, end))
        for piece, following in zip(pieces, nexts, strict=False)
    ]
    return [piece for piece in cut if piece.end > piece.begin]


def _cues(status: Status) -> tuple[tuple[float, bool], ...]:
    heard = [(cue["t"], True) for cue in status["ran"]["cues"]]
    coming = [(cue["t"], False) for item in status["plan"] for cue in item["cues"]]
    return (*heard, *coming)


def ribbon(arc: Arc, width: int, height: int) -> list[Row]:
    """Return the ribbon: names, tracks as blocks, marks, and the time where there is room."""
    thick = max(1, min(3, height - 3))
    blocks = _blocks(arc, width)
    plain = tuple(Span(fit("", len(span.text)), span.tone) for span in blocks)
    middle = thick // 2
    body = [blocks if number == middle else plain for number in range(thick)]
    rows = [_names(arc, width), *body, _marks(arc, width)]
    return [*rows, _axis(arc, width)][:height]


def _at(arc: Arc, seconds: float, width: int) -> int:
    return min(width - 1, max(0, int(seconds / arc.end * width)))


def _edges(arc: Arc, piece: Piece, width: int) -> tuple[int, int]:
    begin = min(width, round(piece.begin / arc.end * width))
    return begin, max(begin, min(width, round(piece.end / arc.end * width)))


def _names(arc: Arc, width: int) -> Row:
    row: list[Span] = []
    place = 0
    for piece in arc.phases:
        begin, end = _edges(arc, piece, width)
        if end <= place:
            continue
        row.append(Span(" " * max(0, begin - place)))
        room = end - max(begin, place)
        tone = {"past": "quiet", "now": "accent", "open": "quiet"}.get(piece.kind, "")
        row.append(Span(fit(f"╷{piece.name}", room), tone))
        place = max(begin, place) + room
    return tuple(row)


def _blocks(arc: Arc, width: int) -> Row:
    """Return the tracks as blocks with their titles, cut in two at the playhead."""
    row: list[Span] = []
    place, head = 0, _at(arc, arc.t, width)
    for number, piece in enumerate(arc.tracks):
        begin, end = _edges(arc, piece, width)
        begin = max(begin, place)
        if end <= begin:
            continue
        row.append(Span("·" * (begin - place), "rule"))
        tone = piece.kind if number % 2 else f"{piece.kind}-next"
        row += _cut(_titled(piece, end - begin), begin, head, tone)
        place = end
    row.append(Span(("┄" if arc.is_open else "·") * (width - place), "rule"))
    return tuple(row)


def _titled(piece: Piece, width: int) -> str:
    return fit(f" {piece.name}" if width >= _LEAST_TITLE else "", width)


def _cut(text: str, begin: int, head: int, tone: str) -> list[Span]:
    """Darken what lies before the playhead in the track that plays."""
    if not tone.startswith("now") or not begin < head < begin + len(text):
        return [Span(text, tone)]
    here = head - begin
    return [Span(text[:here], tone), Span(text[here:], tone.replace("now", "ahead"))]


def _marks(arc: Arc, width: int) -> Row:
    cells: dict[int, Span] = {}
    for at, heard in arc.cues:
        cells[_at(arc, at, width)] = Span("╵", "quiet" if heard else "strong")
    for number, dose in enumerate(arc.doses):
        cells[_at(arc, dose, width)] = Span("◇" if number else "◆", "warn")
    cells[_at(arc, arc.t, width)] = Span("▲", "head")
    return tuple(_spread(cells, width))


def _spread(cells: dict[int, Span], width: int) -> Iterable[Span]:
    place = 0
    for column in sorted(cells):
        yield Span(" " * (column - place))
        yield cells[column]
        place = column + 1
    yield Span(" " * (width - place))


def _axis(arc: Arc, width: int) -> Row:
    step = next((step for step in _STEPS_S if arc.end / step * _LABEL <= width), _STEPS_S[-1])
    row, place = [], 0
    for number in range(int(arc.end // step) + 1):
        column = round(number * step / arc.end * width)
        label = format_clock(number * step)
        if column < place or column + len(label) > width:
            continue
        row += [Span(" " * (column - place)), Span(label, "quiet")]
        place = column + len(label)
    return tuple(row)


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return the arc of the session as the player tells it."""
    return ribbon(arc_of(Look(view.status, view.contents)), width, height)
