"""Gives the readers of playlists and of control messages damaged text: a program of its own.

`fuzz.py COUNT SEED` prints JSON: how many texts were taken, and what went wrong with any. It is a
process of its own because it watches every file and socket that is opened from now on.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from kapsound.control.messages import FROM_CLIENT, Do
from kapsound.control.protocol import read_line
from kapsound.core.assembly import recipes
from kapsound.core.command_json import command_from_json
from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.playlist import decode_playlist, parse_playlist
from kapsound.core.prepared import FileRecipe
from kapsound.errors import KapsoundError
from kapsound.paths import ready_playlists

ROOT = "/nowhere/music"
SNIPPETS = (
    b"\x00", b"\xff\xfe", b"\x1b[2J", b"\xe2\x80\xae", b"[[", b"]]", b'"""', b"'''", b"=", b"\n\n",
    b"9" * 400, b"1e999", b"nan", b"-0", b"../" * 9, b"/etc/passwd", b"http://x/", b"file:///x",
    b"{" * 300, b"[" * 300, b'"\\ud800"', b"true", b"null", b"[/][@click=x]", b"C:\\x", b"~/x",
)  # fmt: skip
MESSAGES = (
    {"hello": {"role": "screen", "name": "x"}},
    {"do": {"name": "extend", "by": 60.0}, "id": "a", "confirmed": False},
    {"do": {"name": "level", "bus": "music", "level": -3.0}, "id": "b"},
    {"do": {"name": "note", "text": "calm"}, "id": "c"},
    {"get": "status"},
    {"watch": 10.0},
    {"preview": {"name": "advance"}},
    {"take": True},
    {"ready": "key", "recipe": {"path": "a.wav"}},
)


def damaged(data: bytes, draw: Random) -> bytes:
    """Return a text with a few bytes other, missing, doubled, or hostile."""
    text = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(text))
        match draw.randrange(4):
            case 0:
                text[place] = draw.randrange(256)
            case 1:
                text[place:place] = draw.choice(SNIPPETS)
            case 2:
                del text[place : min(place + draw.randint(1, 60), len(text) - 1)]
            case _:
                text[place:place] = text[place : place + draw.randint(1, 200)]
    return bytes(text)


def read_playlist(data: bytes) -> None:
    """Read a playlist as `check` does, up to its files' names.

    Raises:
        KapsoundError: it is none.
        ValueError: a file outside the media root is taken.

    """
    playlist = parse_playlist(decode_playlist(data, "fuzz.toml"), "fuzz.toml")
    for recipe in recipes(playlist, ROOT):
        if isinstance(recipe, FileRecipe) and not Path(recipe.path).is_relative_to(ROOT):
            raise ValueError(f"a file outside the media root: {recipe.path}")
        if isinstance(recipe, FileRecipe) and ".." in Path(recipe.path).parts:
            raise ValueError(f"a file outside the media root: {recipe.path}")


def read_message(data: bytes) -> None:
    """Read a line as the player does.

    Raises:
        KapsoundError: it is no message.

    """
    message = read_line(data, FROM_CLIENT)
    if isinstance(message, Do):
        command_from_json(message.do, LIVE_COMMANDS)


def main() -> None:
    """Read as many damaged texts as is said, half of them playlists and half messages."""
    count, draw = int(sys.argv[1]), Random(int(sys.argv[2]))  # noqa: S311 - chance, not secrecy
    playlist = (ready_playlists() / "demo.toml").read_bytes()
    lines = [json.dumps(message).encode() for message in MESSAGES]
    for reader, data in ((read_playlist, playlist), *((read_message, line) for line in lines)):
        reader(data)  # all is loaded once
    opened: list[str] = []
    sys.addaudithook(_hook(opened))
    wrong: list[str] = []
    taken = 0
    for _ in range(count // 2):
        taken += _taken(read_playlist, damaged(playlist, draw), wrong)
        taken += _taken(read_message, damaged(draw.choice(lines), draw), wrong)
    print(json.dumps({"taken": taken, "wrong": wrong[:20], "opened": sorted(set(opened))[:20]}))


def _taken(reader: Callable[[bytes], None], data: bytes, wrong: list[str]) -> bool:
    try:
        reader(data)
    except KapsoundError:
        return False
    except Exception as error:  # noqa: BLE001 - it is what is looked for
        wrong.append(f"{reader.__name__}: {type(error).__name__}: {error}"[:200])
        return False
    return True


def _hook(opened: list[str]) -> Callable[[str, tuple[Any, ...]], None]:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("socket.") or (event == "open" and not _ours(arguments[0])):
            opened.append(f"{event} {arguments[0]}"[:100])

    return hook


def _ours(path: object) -> bool:
    """Say whether it is a file of Python or of the program itself, loaded late."""
    return isinstance(path, str) and path.endswith((".py", ".pyc", ".so"))


if __name__ == "__main__":
    main()
