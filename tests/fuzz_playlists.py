"""Spoils playlists by a seed: each is read or told apart in words, and reaches no file outside.

`run` is for tests and for the faults script alike.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

from kapsound.core.assembly import recipes
from kapsound.core.playlist.model import Playlist
from kapsound.core.playlist.parse import decode_playlist, parse_playlist
from kapsound.core.prepared import FileRecipe
from kapsound.errors import PlaylistError
from kapsound.media.probe import file_problem
from kapsound.text import visible

READY = Path(__file__).parent.parent / "playlists"
PATHS = (
    "../secret.ogg", "a/../../secret.ogg", "/etc/passwd", "~/secret.ogg", "C:\\secret.ogg",
    "http://example.org/a.ogg", "file:///etc/passwd", "data:audio/ogg;base64,AA", "rtsp://x",
    "pipe.ogg", "device.ogg", "folder", "folder/", "out.ogg", "outside/secret.ogg", "", ".", "..",
    "\\u0000", "a\\u001b[31m.ogg", "\\u202egg.o", "[/]", "[@click=app.bell]a[/].ogg", "-rf.ogg",
    "concat:a.ogg|b.ogg", "x" * 5_000, "subfile,,start,0,end,9,,:a.ogg", "good.ogg", "|ls",
)  # fmt: skip
VALUES = (
    "1", "-7", "nan", "-inf", "1e308", "true", "1979-05-27", '""', '"0s"', '"-1m"', '"1h"', "[]",
    "{}", "[[]]", '"' + "9" * 400 + 'h"', "9" * 5_000, "0x" + "f" * 500, "[" * 3_000, '"[/]"',
    '"\\u001b[2J"', '"\\u009b"', '"\\u202e"', '"[@click=app.quit]x[/]"', '"a\\nb"', "'''x",
    "{ path = 1 }", "[{ path = 'a', end = '-1s' }]", '"' + "x" * 100_000 + '"',
)  # fmt: skip
BYTES = (b"\xff\xfe", b"\xef\xbb\xbf", b"\x00", b"\x1b[31m", b"\xc2\x9b", b"\xe2\x80\xae", b"\r")


def make_root(folder: Path) -> Path:
    """Make a media root with one good file, and around it what must not be reached."""
    root = folder / "media"
    (root / "folder").mkdir(parents=True)
    (root / "good.ogg").write_bytes(b"sound")
    (folder / "secret.ogg").write_bytes(b"secret")
    if os.name == "posix":
        os.mkfifo(root / "pipe.ogg")
        (root / "device.ogg").symlink_to("/dev/zero")
        (root / "out.ogg").symlink_to(folder / "secret.ogg")
        (root / "outside").symlink_to(folder)
    return root


def spoiled(cases: int, seed: int) -> Iterator[bytes]:
    """Yield so many spoiled playlists, the same ones for a seed."""
    texts = [path.read_text("utf-8") for path in sorted(READY.glob("*.toml"))]
    for number in range(cases):
        random = Random(seed * 1_000_003 + number)
        raw = _spoil_lines(random.choice(texts), random).encode("utf-8", "surrogatepass")
        yield _spoil_bytes(raw, random) if random.random() < 0.3 else raw


def run(cases: int, seed: int, folder: Path) -> list[str]:
    """Read so many spoiled playlists; return what went wrong, each with its number."""
    root, found = make_root(folder), []
    for number, raw in enumerate(spoiled(cases, seed)):
        try:
            wrong = judge(raw, root)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            wrong = f"{type(error).__name__}: {error}"
        if wrong:
            found.append(f"playlist {number} of seed {seed}: {wrong[:500]}")
    return found


def judge(raw: bytes, root: Path) -> str:
    """Return what is wrong with how a playlist is taken; empty if nothing is."""
    try:
        playlist = parse_playlist(decode_playlist(raw, "a.toml"), "a.toml")
    except PlaylistError as error:
        words = [str(problem) for problem in error.problems]
        return next((f"not fit to show: {line!r}" for line in words if visible(line) != line), "")
    return _reached(playlist, root)


def _reached(playlist: Playlist, root: Path) -> str:
    """Return a file outside the root, or none at all, that would be opened."""
    for recipe in recipes(playlist, str(root)):
        path = Path(recipe.path) if isinstance(recipe, FileRecipe) else root / "good.ogg"
        if file_problem(path, root) is None and path.resolve() != root.resolve() / "good.ogg":
            return f"{path} would be opened"
    return ""


def _spoil_lines(text: str, random: Random) -> str:
    lines = text.split("\n")
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(lines))
        match random.randrange(6):
            case 0:
                lines[at] = f"{lines[at].partition('=')[0]}= {random.choice(VALUES)}"
            case 1:
                lines[at] = f'tracks = ["{random.choice(PATHS)}", "{random.choice(PATHS)}"]'
            case 2:
                lines[at] = f'{lines[at].partition("=")[0]}= {{ path = "{random.choice(PATHS)}" }}'
            case 3:
                lines[at:at] = lines[random.randrange(len(lines)) :][: random.randint(1, 9)]
            case 4:
                del lines[at : at + random.randint(1, 9)]
            case _:
                lines[at] = lines[at][: random.randrange(len(lines[at]) + 1)]
        lines = lines or [""]
    return "\n".join(lines)


def _spoil_bytes(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + random.choice(BYTES) + raw[at + random.choice((0, 0, 1, 5, 500)) :]
