"""Makes the pages and the picture that agree with the program because they come from it."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints, is_typeddict

from kapsound.control import Contents, Status
from kapsound.core.commands import LIVE_COMMANDS, Command
from kapsound.core.playlist.fields import allowed, default_of, hints_of, meanings, required, tables
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
from kapsound.core.wording import describe, usage
from kapsound.tui.keys import ACTIONS, GROUPS, Action, keys_of, shown
from kapsound.units import Decibels, Seconds

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / ".github" / "session.svg"
_SIZE = (120, 36)
_FONT_FROM_AFAR = re.compile(r"\s*@font-face \{[^}]*\}")
_IN_WORDS = {"⇧": "Shift-", "^": "Ctrl-", "⏎": "Enter", "⇥": "Tab"}
_NUMBERED = re.compile(r"-\d+$")
_PLAIN = {
    str: "text", float: "number", int: "whole number", bool: "true or false", NoneType: "null",
    Seconds: "seconds", Decibels: "dB",
}  # fmt: skip
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


def command_table() -> str:
    """Return the live commands in Markdown, each with how it is typed and what it does."""
    rows = ((usage(kind).replace("|", "\\|"), describe(kind)) for kind in LIVE_COMMANDS)
    lines = [f"| `{typed}` | {effect} |" for typed, effect in rows]
    return "\n".join(["| command | effect |", "| --- | --- |", *lines, ""])


def key_table() -> str:
    """Return the keys of the session screen in Markdown, a block for each group."""
    lines = ["| key | what it does |", "| --- | --- |"]
    for group in GROUPS:
        lines += [f"| **{group}** | |"]
        lines += [f"| {keys} | {words}. |" for keys, words in _rows(group)]
    return "\n".join([*lines, ""])


def _rows(group: str) -> Iterator[tuple[str, str]]:
    """Yield keys and words of a group's actions; those with numbers share a row."""
    actions = [action for action in ACTIONS if action.group == group]
    for action in actions:
        if action.id.endswith("-1"):
            name = _NUMBERED.sub("", action.id)
            *_, last = [one for one in actions if _NUMBERED.sub("", one.id) == name]
            count = last.id.rpartition("-")[2]
            yield f"{_first(action)} to {_first(last)}", action.help.replace("1", f"1 to {count}")
        elif not _NUMBERED.search(action.id):
            yield " ".join(named(key) for key in keys_of(action, {})), action.help


def named(key: str) -> str:
    """Return a key as the README writes it."""
    name = shown([key])
    for sign, word in _IN_WORDS.items():
        name = name.replace(sign, word)
    return f"`{name}`"


def _first(action: Action) -> str:
    return named(keys_of(action, {})[0])


def argument_table() -> str:
    """Return the live commands in Markdown, each with its arguments."""
    lines = [f"| `{kind.name}` | {_arguments(kind)} | {describe(kind)} |" for kind in LIVE_COMMANDS]
    return "\n".join(["| name | arguments | effect |", "|---|---|---|", *lines, ""])


def status_tables() -> str:
    """Return the status, the contents and all their parts in Markdown, a table for each."""
    kinds = dict.fromkeys([*_parts(Status), *_parts(Contents)])
    return "\n".join(_table(kind) for kind in kinds)


def _arguments(kind: type[Command]) -> str:
    hints = get_type_hints(kind)
    return ", ".join(
        f"`{item.name}`: {_type(hints[item.name])}"
        + ("" if item.default is MISSING else f" (`{item.default!s}` if left out)")
        for item in fields(kind)  # type: ignore[arg-type]  # every command is a dataclass
    ).replace("``", '`""`')


def _parts(kind: Any) -> Iterator[Any]:
    """Yield a typed dict and those within it, each after the one it is part of."""
    if is_typeddict(kind):
        yield kind
    parts = get_type_hints(kind).values() if is_typeddict(kind) else get_args(kind)
    for part in parts:
        yield from _parts(part)


def _table(kind: Any) -> str:
    hints = get_type_hints(kind, include_extras=True)
    rows = [f"| `{name}` | {_type(hint)} | {_meaning(hint)} |" for name, hint in hints.items()]
    head = ["| key | type | meaning |", "|---|---|---|"]
    return "\n".join([f"### {_name(kind).capitalize()}", "", kind.__doc__, "", *head, *rows, ""])


def _meaning(hint: Any) -> str:
    return str(get_args(hint)[1])


def _type(hint: Any) -> str:
    """Return a type in words, with a link to the table of a part."""
    kind, within = get_origin(hint), get_args(hint)
    if kind is Annotated:
        return _type(within[0])
    if kind in (list, dict):
        return f"{'list' if kind is list else 'object'}, each {_type(within[-1])}"
    if isinstance(hint, UnionType):
        return " or ".join(_type(part) for part in within)
    return _single(hint)


def _single(hint: Any) -> str:
    if is_typeddict(hint):
        return f"[{_name(hint)}](#{_name(hint).replace(' ', '-')})"
    is_enum = isinstance(hint, type) and issubclass(hint, Enum)
    values = [f'`"{value}"`' for value in (hint if is_enum else get_args(hint))]
    return f"{', '.join(values[:-1])} or {values[-1]}" if values else _PLAIN[hint]


def _name(kind: Any) -> str:
    return " ".join(re.findall("[A-Z][a-z]*", kind.__name__)).lower()


def playlist_tables() -> str:
    """Return every table of a playlist in Markdown, with what each key is and means."""
    return "\n".join(_section(table) for table in tables())


def _section(table: type[Table]) -> str:
    heading, more = _HEADINGS[table]
    title = f"`{heading}`" if heading.startswith("[") else heading
    about = " ".join(part for part in (_about(table), more) if part)
    rows = "\n".join(_key_row(table, key) for key in table.model_fields)
    head = "| key | write | left out | meaning | example |\n| --- | --- | --- | --- | --- |"
    return f"## {title}\n\n{about}\n\n{head}\n{rows}\n"


def _about(table: type[Table]) -> str:
    return " ".join((table.__doc__ or "").split())


def _key_row(table: type[Table], key: str) -> str:
    field = table.model_fields[key]
    examples = ", ".join(f"`{key} = {_toml(example)}`" for example in field.examples or ())
    cells = (
        f"`{key}`",
        allowed(hints_of(table)[key]),
        _default(table, key),
        meanings(table)[key],
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


def with_tables(page: str, tables: Mapping[str, str]) -> str:
    """Return a page with each table between its markers."""
    for name, table in tables.items():
        before, begin, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->\n")
        page = before + begin + table + end + after
    return page


def picture() -> str:
    """Return the session screen as SVG, drawn by the program for the session of its tests."""
    sys.path.append(str(ROOT / "tests"))
    from screen_rigs import FakePlayer, play  # noqa: PLC0415  # its folder is found only now

    pictures: list[str] = []

    async def look(app: Any, pilot: Any) -> None:
        await pilot.pause()
        pictures.append(app.export_screenshot())

    play(look, FakePlayer(), _SIZE)
    # Without `preserve` some viewers leave out the spaces that words begin with.
    drawn = pictures[0].replace("<svg ", '<svg xml:space="preserve" ', 1)
    return _FONT_FROM_AFAR.sub("", drawn)


def pages() -> dict[Path, str]:
    """Return each page and what it should hold."""
    readme = ROOT / "README.md"
    protocol = ROOT / "kapsound" / "control" / "PROTOCOL.md"
    reference = ROOT / "playlists" / "REFERENCE.md"
    return {
        protocol: with_tables(
            protocol.read_text("utf-8"),
            {"commands": argument_table(), "status": status_tables()},
        ),
        readme: with_tables(
            readme.read_text("utf-8"), {"commands": command_table(), "keys": key_table()}
        ),
        reference: with_tables(reference.read_text("utf-8"), {"tables": playlist_tables()}),
        PICTURE: picture(),
    }


def main() -> None:
    """Write every page that is not as it should be."""
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"{path.relative_to(ROOT)} is written anew")


if __name__ == "__main__":
    main()
