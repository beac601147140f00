"""Large type draws digits and letters, three rows high in lines, four and seven in blocks."""

import unicodedata
from functools import lru_cache

from kapsound.tui.rows import fit

LINE_ROWS = 3
_APART = 3
_PIXEL_ROWS = 7
# Three rows of each letter, one beside the other; a space between two.
_LINES = (
    "0123456789:-+abcdefghijklmnopqrstuvwxyz",
    "╭─╮ ╶╮  ╶─╮ ╶─╮ ╷ ╷ ╭─╴ ╭─╴ ╶─╮ ╭─╮ ╭─╮             ╭─╮ ┌─╮ ╭─╴ ┌─╮ ┌─╴ ┌─╴ ╭─╴ ╷ ╷ ╶┬╴   ╷ ╷╭╴ ╷   ╭┬╮ ╭─╮ ╭─╮ ┌─╮ ╭─╮ ┌─╮ ╭─╴ ╶┬╴ ╷ ╷ ╷ ╷ ╷ ╷ ╷ ╷ ╷ ╷ ╶─╮",  # noqa: E501 - a picture
    "│ │  │  ┌─┘  ─┤ ╰─┤ ╰─╮ ├─╮   │ ├─┤ ╰─┤  •  ╶─╴ ╶┼╴ ├─┤ ├─┤ │   │ │ ├─  ├─  │╶╮ ├─┤  │    │ ├┴╮ │   │││ │ │ │ │ ├─╯ │ │ ├┬╯ ╰─╮  │  │ │ │╭╯ │││ ╭┼╯ ╰┬╯ ╭─╯",  # noqa: E501 - a picture
    "╰─╯ ╶┴╴ ╰─╴ ╶─╯   ╵ ╶─╯ ╰─╯   ╵ ╰─╯ ╶─╯  •          ╵ ╵ └─╯ ╰─╴ └─╯ └─╴ ╵   ╰─╯ ╵ ╵ ╶┴╴ ╰─╯ ╵ ╵ └─╴ ╵ ╵ ╵ ╵ ╰─╯ ╵   ╰─┼ ╵╰╴ ╶─╯  ╵  ╰─╯ ╰╯  ╰┴╯ ╵ ╵  ╵  ╰─╴",  # noqa: E501 - a picture
)
# Five columns of seven pixels each, the lowest bit on top, in hexadecimal.
_PIXELS = {
    "0": "3e4141413e", "1": "00427f4000", "2": "6251494946", "3": "2241494936",
    "4": "1814127f10", "5": "2745454539", "6": "3c4a494930", "7": "0171090503",
    "8": "3649494936", "9": "064949291e", ":": "0000360000", "-": "0008080800",
    "+": "08083e0808", "a": "7e0909097e", "b": "7f49494936", "c": "3e41414122",
    "d": "7f4141221c", "e": "7f49494941", "f": "7f09090901", "g": "3e4149493a",
    "h": "7f0808087f", "i": "00417f4100", "j": "2040413f01", "k": "7f08142241",
    "l": "7f40404040", "m": "7f020c027f", "n": "7f0408107f", "o": "3e4141413e",
    "p": "7f09090906", "q": "3e4151215e", "r": "7f09192946", "s": "4649494931",
    "t": "01017f0101", "u": "3f4040403f", "v": "1f2040201f", "w": "3f4038403f",
    "x": "6314081463", "y": "0708700807", "z": "6151494543",
}  # fmt: skip
# Light lines are drawn above because they are easier to read here; heavy ones are shown.
_HEAVY = str.maketrans("╭╮╰╯┌└─│├┤┬┴┼╶╴╷╵", "┏┓┗┛┏┗━┃┣┫┳┻╋╺╸╻╹")
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def large(text: str, width: int, rows: int) -> list[str]:
    """Return the text in the largest type that fits, always `rows` rows, each `width` cells.

    Text that is too long for any, or has signs of no alphabet here, stands in the middle row.
    """
    plain = _plain(text)
    found = next((kind for kind in _kinds(plain, rows) if len(kind[0]) <= width), None)
    small = ["", text.upper(), ""] if rows >= LINE_ROWS else [text.upper()]
    drawn = found or small
    above = (rows - len(drawn)) // 2
    drawn = [""] * above + drawn + [""] * (rows - above - len(drawn))
    return [fit(row, width) for row in drawn]


def large_pair(text: str, time: str, width: int, rows: int) -> list[tuple[str, str]]:
    """Return the text and a time at its right in one large type; empty where both do not fit.

    A time of less than ten minutes takes the room of one of ten, so that nothing jumps.
    """
    if not time:
        return []
    room = _kinds(max(time, "00:00", key=len), rows)
    for words, digits, most in zip(
        _kinds(_plain(text), rows), _kinds(time, rows), room, strict=False
    ):
        if len(words[0]) + _APART + len(most[0]) <= width:
            left = width - len(digits[0])
            pairs = [(fit(word, left), digit) for word, digit in zip(words, digits, strict=True)]
            above = (rows - len(pairs)) // 2
            blank = (" " * left, " " * (width - left))
            return [*[blank] * above, *pairs, *[blank] * (rows - above - len(pairs))]
    return []


@lru_cache(maxsize=64)
def _kinds(plain: str, rows: int) -> list[list[str]]:
    kinds = []
    if plain and all(char == " " or char in _PIXELS for char in plain):
        if rows >= _PIXEL_ROWS:
            kinds.append(_blocks(plain, 2))
        if rows > LINE_ROWS:
            kinds.append(_blocks(plain, 1))
        if rows >= LINE_ROWS:
            kinds += [_lined(plain, 1), _lined(plain, 0)]
    return kinds


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


@lru_cache(maxsize=256)
def _line_letter(char: str) -> tuple[str, ...]:
    if char == " ":
        return ("  ",) * LINE_ROWS
    place = _LINES[0].index(char) * 4
    narrow = slice(place + 1, place + 2) if char == ":" else slice(place, place + 3)
    rows = (row[narrow].ljust(1 if char == ":" else 3) for row in _LINES[1:])
    return tuple(row.translate(_HEAVY) for row in rows)


def _lined(text: str, gap: int) -> list[str]:
    letters = [_line_letter(char) for char in text]
    return [(" " * gap).join(rows) for rows in zip(*letters, strict=True)]


def _blocks(text: str, scale: int) -> list[str]:
    pixels = [
        [bool(column >> y & 1) for char in text for column in _columns(char)][:-1]
        for y in range(_PIXEL_ROWS + 1)
    ]
    if scale > 1:
        return ["".join("██" if on else "  " for on in row) for row in pixels[:_PIXEL_ROWS]]
    pairs = zip(pixels[::2], pixels[1::2], strict=True)
    return ["".join(_HALVES[pair] for pair in zip(*rows, strict=True)) for rows in pairs]


def _columns(char: str) -> bytes:
    if char == " ":
        return bytes(3)
    columns = bytes.fromhex(_PIXELS[char])
    return (columns[1:4] if char in ":-i" else columns) + bytes(1)
