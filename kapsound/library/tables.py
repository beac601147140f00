"""Defines the library's tables.

A track is a content: its digest, tags, measures and the clinic's own fields. A file is where a
content lies; several may hold the same one. A track that is forgotten lies in none, and is kept
for what the clinic says of it. `words` of a track, and `keys`, have its text folded, as queries
compare it.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData()
_ASKED = (
    "length", "loudness", "range", "peak", "brightness", "onsets", "year", "bpm", "intensity",
    "valence", "vocals",
)  # fmt: skip

folders = Table("folders", metadata, Column("path", String, primary_key=True))

tracks = Table(
    "tracks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("path", String, nullable=False),
    Column("missing", Boolean, nullable=False, default=False),
    Column("forgotten", Boolean, nullable=False, default=False),
    Column("title", String, nullable=False, default=""),
    Column("artist", String, nullable=False, default=""),
    Column("album", String, nullable=False, default=""),
    Column("genre", String, nullable=False, default=""),
    Column("rights", String, nullable=False, default=""),
    Column("year", Integer),
    Column("bpm", Integer),
    Column("length", Float, nullable=False),
    Column("loudness", Float),
    Column("loudness_tagged", Boolean, nullable=False, default=False),
    Column("range", Float, nullable=False),
    Column("peak", Float, nullable=False),
    Column("lead_silence", Float, nullable=False),
    Column("trail_silence", Float, nullable=False),
    Column("brightness", Float),
    Column("onsets", Float),
    Column("surveyed_by", Integer, nullable=False),
    Column("intensity", Integer),
    Column("valence", Integer),
    Column("vocals", String),
    Column("notes", String, nullable=False, default=""),
    Column("licence", String, nullable=False, default=""),
    Column("licence_source", String, nullable=False, default=""),
    Column("licence_expires", String, nullable=False, default=""),
    Column("words", String, nullable=False, default=""),
    # All that most queries ask for: they read this alone, which is a fraction of the table.
    Index("asked", "missing", *_ASKED, "words"),
)


def _track(*, primary_key: bool = True) -> Column[int]:
    return Column("track", ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=primary_key)


files = Table(
    "files",
    metadata,
    Column("path", String, primary_key=True),
    _track(primary_key=False),
    Column("size", Integer, nullable=False),
    Column("modified_ns", Integer, nullable=False),
    Column("problem", String, nullable=False, default=""),
    Column("missing", Boolean, nullable=False, default=False),
    Index("files_of_track", "track"),
)

tags = Table(
    "tags",
    metadata,
    _track(),
    Column("key", String, primary_key=True),
    Column("tag", String, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    _track(),
    Column("notes", String, nullable=False),
    Column("licence", String, nullable=False),
    Column("path", String, nullable=False),
)

curves = Table("curves", metadata, _track(), Column("packed", LargeBinary, nullable=False))

wishes = Table(
    "wishes",
    metadata,
    Column("client", String, primary_key=True),
    _track(),
    Column("wish", String, nullable=False),
)
