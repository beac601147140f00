"""Asks for tracks: the query language that the library, playlists and screens share.

    tag:calm -vocal intensity:2..3 length:4m..12m loudness:..-20 artist:"Ryan Reilly"

A query is a tree of conditions (`tree`), read from text (`parse`), and held against what is known
of a track (`facts`, `match`). The library turns the same tree into SQL.
"""

from kapsound.core.query.facts import Facts
from kapsound.core.query.match import matches
from kapsound.core.query.parse import parse_query
from kapsound.core.query.tree import Query

__all__ = ["Facts", "Query", "matches", "parse_query"]
