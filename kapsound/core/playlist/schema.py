"""Makes the JSON Schema of a playlist file, for editors that complete and check TOML."""

from typing import Any, get_origin

from kapsound.core.playlist.fields import (
    default_of,
    hints_of,
    item_of,
    meanings,
    required,
    table_of,
    tables,
)
from kapsound.core.playlist.model import FORMAT, Playlist, Sourced, Table
from kapsound.text import Kind


def playlist_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7, which editors of TOML know) of the file's form."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"kapsound playlist, format {FORMAT}",
        **_table(Playlist),
        "definitions": {table.__name__: _form(table) for table in tables()[1:]},
    }


def _form(table: type[Table]) -> dict[str, Any]:
    full = _table(table)
    if not issubclass(table, Sourced):
        return full
    either = [{"required": ["path"]}, {"required": ["synth"]}]
    path = full["properties"]["path"]
    return {"description": full["description"], "anyOf": [path, {**full, "oneOf": either}]}


def _table(table: type[Table]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": table.__doc__,
        "properties": {key: _key(table, key) for key in table.model_fields},
        "required": required(table),
        "additionalProperties": False,
    }


def _key(table: type[Table], key: str) -> dict[str, Any]:
    field, default = table.model_fields[key], default_of(table, key)
    facts: dict[str, Any] = {"description": meanings(table)[key]}
    if field.examples:
        facts["examples"] = field.examples
    if default is not None:
        facts["default"] = default
    hint = hints_of(table)[key]
    # Draft 7 reads nothing that stands beside a $ref.
    return {**facts, "allOf": [_value(hint)]} if table_of(hint) else {**facts, **_value(hint)}


def _value(hint: Any) -> dict[str, Any]:
    if isinstance(hint, Kind):
        return dict(hint.json)
    if table := table_of(hint):
        return {"$ref": f"#/definitions/{table.__name__}"}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _value(item_of(hint))}
    return {"type": "object", "additionalProperties": _value(item_of(hint))}
