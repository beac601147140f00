"""Tells what the models say of each key: its type in words, and the way from key to key."""

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from inspect import getsource
from itertools import pairwise
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from kapsound.core.playlist.model import Playlist, Sourced, Table
from kapsound.text import Kind


@cache
def hints_of(table: type[Table]) -> Mapping[str, Any]:
    """Return each key of a table with what it holds: a `Kind`, a table, a list or a dict."""
    hints = get_type_hints(table, include_extras=True)
    return {key: plain(hints[key]) for key in table.model_fields}


def plain(hint: Any) -> Any:
    """Return a type hint's `Kind`, or the hint without `Annotated` and `None`."""
    if get_origin(hint) is Annotated:
        inner, *extras = get_args(hint)
        return next((extra for extra in extras if isinstance(extra, Kind)), plain(inner))
    return plain(get_args(hint)[0]) if get_origin(hint) is Union else hint


def table_of(hint: Any) -> type[Table] | None:
    """Return the table that a hint is, or None."""
    return hint if isinstance(hint, type) and issubclass(hint, Table) else None


def item_of(hint: Any) -> Any:
    """Return what a list or a dict of a hint holds, or None for any other hint."""
    if get_origin(hint) is tuple:
        return plain(get_args(hint)[0])
    return plain(get_args(hint)[1]) if get_origin(hint) is dict else None


def tables() -> tuple[type[Table], ...]:
    """Return every table of a playlist once, the playlist itself first, in its order."""
    found: dict[type[Table], None] = {}
    ahead: list[type[Table]] = [Playlist]
    while ahead:
        table = ahead.pop(0)
        found[table] = None
        inner = (table_of(item_of(hint) or hint) for hint in hints_of(table).values())
        ahead.extend(item for item in inner if item)
    return tuple(found)


def at_path(path: Sequence[str | int]) -> Any:
    """Return what the key at a path of a playlist holds, or None where there is no such key."""
    hint: Any = Playlist
    for part in path:
        table = table_of(hint)
        hint = hints_of(table).get(str(part)) if table else item_of(hint)
    return hint


def allowed(hint: Any) -> str:
    """Say what a hint allows, in words that complete "write ..."."""
    if isinstance(hint, Kind):
        return hint.words
    if table := table_of(hint):
        return "a path in quotes or a table" if issubclass(table, Sourced) else "a table"
    if get_origin(hint) is tuple:
        return f"a list in [ ] of which each is {allowed(item_of(hint))}"
    each = allowed(item_of(hint))
    return f"{'' if isinstance(item_of(hint), Kind) else 'tables, '}each under its id, each {each}"


def default_of(table: type[Table], key: str) -> object:
    """Return a key's default as the file would have it; None where there is none to write."""
    default, hint = table.model_fields[key].get_default(), hints_of(table)[key]
    if default is PydanticUndefined or default in (None, ""):
        return None
    if isinstance(hint, Kind):
        return hint.write(default)
    return None if table_of(hint) else ([] if default == () else {})


@cache
def meanings(table: type[Table]) -> Mapping[str, str]:
    """Return what each key of a table means: the text that stands below it in the models."""
    found = {}
    for part in (*table.__bases__, table):
        if part not in (Table, BaseModel):
            (form,) = ast.parse(getsource(part)).body
            for key, text in pairwise(cast("ast.ClassDef", form).body):
                match key, text:
                    case ast.AnnAssign(ast.Name(name)), ast.Expr(ast.Constant(str(words))):
                        found[name] = " ".join(words.split())
    return found


def required(table: type[Table]) -> list[str]:
    """Return the keys that a table cannot do without."""
    return [key for key, field in table.model_fields.items() if field.is_required()]
