"""How far the end of a phase may move to meet the end of a track."""

from kapsound.core.material import Material
from kapsound.units import GRID, Frames, grid_ceil

Ends = tuple[Frames | None, ...]


def window(material: Material, number: int, began: Frames, ends: Ends) -> tuple[Frames, Frames]:
    """Return the earliest and the latest grid start at which a phase may end by itself.

    It moves by its slack, within its minimum and maximum and those of the phase after it, and
    takes no more than half of that one.
    """
    phase, end = material.phases[number], ends[number]
    assert end is not None
    early = max(end - phase.slack, min(end, began + phase.minimum))
    late = end + phase.slack
    if phase.maximum is not None:
        late = min(late, max(end, began + phase.maximum))
    if number + 1 < len(ends) and (following := ends[number + 1]) is not None:
        after = material.phases[number + 1]
        least = max(after.minimum, (following - end) // 2)
        late = min(late, max(end, following - least))
        if after.maximum is not None:
            early = max(early, min(end, following - after.maximum))
    return grid_ceil(early), Frames(late // GRID * GRID)
