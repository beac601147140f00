"""Writes a drafted playlist: the text of another one, with the tracks in the place of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, cast

import tomlkit
from tomlkit.items import Array

from kapsound.core.draft.assign import Assigned
from kapsound.core.intensity import intensity_of
from kapsound.core.playlist.model import SHIPPED
from kapsound.core.query.facts import Facts
from kapsound.text import visible
from kapsound.units import format_clock

LIKE = "like"
"""The root of the sounds of a playlist that is not one of kapsound's own."""
_HEADER = """\
# A draft by `kapsound new`, from {source}: it plays as it is.
#
# The tracks were sorted into the phases by how they measure: loudness, loudness range, brightness
# and onsets, the calmest into the calmest phase. No measure knows what music means to a person:
# listen, and move, cut or add lines. What to look at:
#
# - title and description, which the screen and the record show;
# - each phase's length and level: they are those of "{like}", an example and no prescription;
# - each phase's tracks. Every line has title, length, loudness and the measured intensity, from
#   1 (calm) to 5, behind it. With arrange = "fit" the first ones are played where they fill the
#   time, so put first what you like best; "listed" keeps the order;
# - cues: kapsound's own, spoken by a machine. Record yours in a voice your clients know.
#
# `kapsound check FILE` says what would go wrong, `kapsound plan FILE` what plays when.
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a drafted playlist is made of.

    `like` is the text it is written after, `name` how that is called, and `roots` the root of its
    sounds: `SHIPPED`, or the absolute folder of another. `media` is the folder that the tracks'
    paths lie in, as it is written, and `folder` the same, absolute.
    """

    title: str
    source: str
    like: str
    name: str
    root: str
    media: str
    folder: str


def write_draft(draft: Draft, assigned: Assigned) -> str:
    """Return the text of the drafted playlist."""
    document = cast("Any", tomlkit.parse(_without_header(draft.like)))
    document["title"] = draft.title
    document["description"] = f"Drafted from {visible(draft.source)}."
    document["media"] = draft.media
    _root(document, draft.root)
    for phase, tracks in zip(document["phases"], assigned.phases, strict=True):
        phase["arrange"] = "fit"
        phase["tracks"] = _tracks(tracks, draft.folder)
    header = _HEADER.format(source=visible(draft.source), like=visible(draft.name))
    return f"{header}\n{tomlkit.dumps(document)}"


def _without_header(text: str) -> str:
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    first = next(
        (n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0
    )
    return "".join(lines[first:])


def _root(document: Any, root: str) -> None:
    """Let the beds and cues of the other playlist start from where they lie."""
    name = SHIPPED if root == SHIPPED else LIKE
    used = False
    for kind in ("beds", "cues"):
        for key, item in list(document.get(kind, {}).items()):
            if isinstance(item, str):
                document[kind][key] = {"path": item, "root": name}
                used = True
            elif "path" in item and "root" not in item:
                item["root"] = name
                used = True
    if used and name == LIKE:
        document.setdefault("roots", tomlkit.table())[LIKE] = root


def _tracks(tracks: Sequence[Facts], folder: str) -> Array:
    array = tomlkit.array()
    for track in tracks:
        array.add_line(_item(track, folder), indent="  ", comment=_comment(track))
    if tracks:
        array.add_line(indent="")
    return array


def _item(track: Facts, folder: str) -> Any:
    """Return a track as it is listed; its title is left to the file's tags."""
    path = PurePath(track.path).relative_to(folder).as_posix()
    if track.intensity is None:
        return path
    item = tomlkit.inline_table()
    item.update({"path": path, "intensity": track.intensity})
    return item


def _comment(track: Facts) -> str:
    loudness = "" if track.loudness is None else f"{track.loudness:.0f} LUFS, "
    artist = f" - {track.artist}" if track.artist else ""
    measured = f"{format_clock(track.length)}, {loudness}{intensity_of(track):.1f}"
    return visible(f"{track.title}{artist}, {measured}")
