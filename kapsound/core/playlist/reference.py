"""The written reference of the playlist format, generated from the models."""

from kapsound.core.playlist.fields import allowed, default_of, hints_of, required, tables
from kapsound.core.playlist.introduction import INTRODUCTION
from kapsound.core.playlist.model import (
    Bed,
    Crossfade,
    Cue,
    CueAt,
    Ducking,
    Phase,
    Playlist,
    Table,
    Track,
)

_HEADINGS: dict[type[Table], tuple[str, str]] = {
    Playlist: ("The playlist", "Keys at the top of the file, before the first table."),
    Crossfade: ("[crossfade]", ""),
    Ducking: ("[ducking]", ""),
    Bed: ("[beds.ID]", "One table for each bed."),
    Cue: ("[cues.ID]", "One table for each cue."),
    Phase: ("[[phases]]", "One table for each phase."),
    Track: ("A track, in `tracks` of a phase", ""),
    CueAt: ("A scheduled cue, in `cues` of a phase", 'As in `{ cue = "breathe", at = "2m" }`.'),
}


def playlist_reference() -> str:
    """Return the reference of every table and key, in Markdown."""
    return "\n".join([INTRODUCTION, *(_section(table) for table in tables())])


def _section(table: type[Table]) -> str:
    heading, more = _HEADINGS[table]
    title = f"`{heading}`" if heading.startswith("[") else heading
    about = " ".join(part for part in (_doc(table), more) if part)
    rows = "\n".join(_row(table, key) for key in table.model_fields)
    head = "| key | write | left out | meaning | example |\n| --- | --- | --- | --- | --- |"
    return f"## {title}\n\n{about}\n\n{head}\n{rows}\n"


def _doc(table: type[Table]) -> str:
    return " ".join((table.__doc__ or "").split())


def _row(table: type[Table], key: str) -> str:
    field = table.model_fields[key]
    examples = ", ".join(f"`{key} = {_toml(example)}`" for example in field.examples or ())
    cells = (
        f"`{key}`",
        allowed(hints_of(table)[key]),
        _default(table, key),
        field.description or "",
        examples,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _default(table: type[Table], key: str) -> str:
    if key in required(table):
        return "must be there"
    default = default_of(table, key)
    return "" if default is None else f"`{_toml(default)}`"


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, dict):
        return "{}"
    return f'"{value}"' if isinstance(value, str) else str(value)
