"""Keeps what the clinic says of its tracks: fields of their own, and tags."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kapsound.core.query.facts import HIGHEST, LOWEST, VOCALS, folded
from kapsound.library.keys import refresh
from kapsound.library.tables import tags, tracks
from kapsound.text import either, nearest, quoted, visible

LONGEST_TAG, LONGEST_TEXT = 40, 2_000
Value = int | str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the clinic's own: what it means, and how it is read from text.

    `read` raises a ValueError that says what may be written; an empty text clears the field.
    """

    column: str
    meaning: str
    read: Callable[[str], Value]


def set_fields(connection: Connection, ids: Iterable[int], values: Mapping[str, Value]) -> None:
    """Keep the values of fields, by their columns, for tracks."""
    chosen = list(ids)
    for track in chosen:
        connection.execute(update(tracks).where(tracks.c.id == track).values(dict(values)))
    refresh(connection, chosen)


def read_fields(words: Iterable[str]) -> dict[str, Value]:
    """Read `field=value` words; return the values by column.

    Raises:
        ValueError: a word is no field with a value that it takes.

    """
    return dict(_read_field(word) for word in words)


def read_tag(text: str) -> str:
    """Return a tag as it is kept.

    Raises:
        ValueError: it is empty or too long.

    """
    tag = " ".join(visible(text).split())
    if not 1 <= len(tag) <= LONGEST_TAG:
        raise ValueError(f"{quoted(text)}: a tag has 1 to {LONGEST_TAG} characters")
    return tag


def tag_tracks(
    connection: Connection, ids: Iterable[int], add: Iterable[str], drop: Iterable[str] = ()
) -> None:
    """Give tracks tags, and take others away; a tag is the same in any case and with any accent."""
    chosen = list(ids)
    for track in chosen:
        for tag in drop:
            row = (tags.c.track == track, tags.c.key == folded(tag))
            connection.execute(delete(tags).where(*row))
        for tag in add:
            written = upsert(tags).values(track=track, key=folded(tag), tag=tag)
            connection.execute(written.on_conflict_do_update(set_={"tag": tag}))
    refresh(connection, chosen)


def _read_field(word: str) -> tuple[str, Value]:
    name, equals, text = word.partition("=")
    if not equals:
        raise ValueError(f"{quoted(word)}: write field=value, such as intensity=2")
    if name not in FIELDS:
        there = nearest(name, FIELDS) or f"; there are: {', '.join(FIELDS)}"
        raise ValueError(f"{quoted(name)} is no field that can be set{there}")
    field, written = FIELDS[name], text.strip()
    try:
        return field.column, field.read(written)
    except ValueError as error:
        raise ValueError(f"{name}={quoted(written)}: {error}") from error


def _step(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not LOWEST <= int(text) <= HIGHEST:
        raise ValueError(f"write a whole number from {LOWEST} to {HIGHEST}, or nothing to clear it")
    return int(text)


def _voice(text: str) -> str | None:
    if not text:
        return None
    if text not in VOCALS:
        raise ValueError(f"write {either(VOCALS)}, or nothing to clear it{nearest(text, VOCALS)}")
    return text


def _words(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"write {LONGEST_TEXT} characters at most")
    return visible(text, keep="\n")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise ValueError("write a day like 2027-01-31, or nothing to clear it") from None


FIELDS: Mapping[str, Field] = {
    "intensity": Field("intensity", f"how intense it is, {LOWEST} (calm) to {HIGHEST}", _step),
    "valence": Field("valence", f"how it feels, {LOWEST} (dark) to {HIGHEST} (bright)", _step),
    "vocals": Field("vocals", f"whether there is a voice: {either(VOCALS)}", _voice),
    "notes": Field("notes", "whatever should be known of it", _words),
    "licence": Field("licence", "what allows it to be played", _words),
    "licence-source": Field("licence_source", "where the licence is from, or kept", _words),
    "licence-expires": Field("licence_expires", "the last day of the licence, 2027-01-31", _day),
}
"""The fields that can be set, by the names that people write."""
