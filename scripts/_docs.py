"""Makes the pages and the picture that agree with the program because they come from it."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.playlist.reference import playlist_reference
from kapsound.core.wording import describe, usage
from kapsound.tui.keys import ACTIONS, GROUPS, Action, keys_of, shown

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / ".github" / "session.svg"
_SIZE = (120, 36)
_FONT_FROM_AFAR = re.compile(r"\s*@font-face \{[^}]*\}")
_IN_WORDS = {"⇧": "Shift-", "^": "Ctrl-", "⏎": "Enter", "⇥": "Tab"}
_NUMBERED = re.compile(r"-\d+$")


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


def with_tables(readme: str) -> str:
    """Return the README with each table between its markers."""
    for name, table in (("commands", command_table()), ("keys", key_table())):
        before, begin, rest = readme.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->\n")
        readme = before + begin + table + end + after
    return readme


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
    return {
        readme: with_tables(readme.read_text("utf-8")),
        ROOT / "playlists" / "REFERENCE.md": playlist_reference(),
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
