"""A monkey at the screen: from a seed, keys that mean something and keys that mean nothing.

What it does in one go is a `Deed`; `carry_out` lets a pilot do it.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from textual.events import Key
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from kapsound.tui import keys

UNKNOWN = (
    "0", "1", "9", "d", "e", "u", "y", "z", "ä", "*", "f12", "f24", "ctrl+a", "ctrl+z", "delete",
    "backspace", "home", "end", "insert", "escape", "ctrl+l", "ctrl+d", "alt+x",
)  # fmt: skip
# A monkey without these would sit in silence most of the time: one key stops, one goes on.
OFTEN = ("space",) * 4 + ("escape",) * 4 + ("r", "r", "up", "n", "D", "A", "full_stop", "f2")
WORDS = ("calm", "-3", "6", "-12.5", "music", "soft", "end", "silence", "BP 128/82", "[/]", "é ")
PHRASES = (
    ("E", "y"), ("E", "n"), ("E", "escape"), ("q", "s"), ("q", "e"), ("q", "p"), ("q", "ctrl+q"),
    ("l", "down", "enter"), ("b", "down", "plus"), ("b", "minus"), ("b", "enter"), ("c", "enter"),
    ("c", "r"), ("question_mark", "pagedown", "escape"), ("x", "space"), ("m", "m"), ("t", "t"),
    ("f", "f2"), ("equals_sign", "6", "enter"), ("tab", "up", "up"), ("h", "shift+left", "h"),
)  # fmt: skip
WRITTEN = ("enter", "v", "equals_sign", "colon")
WIDTHS, HEIGHTS = (20, 200), (6, 60)


@dataclass(frozen=True)
class Deed:
    """Keys one after another, or all `at_once`; or a click, in parts of the screen; or a size."""

    keys: tuple[str, ...] = ()
    at_once: bool = False
    click: tuple[float, float] | None = None
    size: tuple[int, int] | None = None


def all_keys() -> tuple[str, ...]:
    """Return every bound key, each once."""
    return tuple(key for action in keys.ACTIONS for key in keys.keys_of(action, {}))


def deed(chance: Random) -> Deed:
    """Draw what the monkey does next."""
    (draw,) = chance.choices([*_DEEDS], [*_DEEDS.values()])
    return draw(chance)


def _words(chance: Random) -> Deed:
    ending = chance.choice(("enter", "escape"))
    return Deed((chance.choice(WRITTEN), *chance.choice(WORDS), ending))


def _together(chance: Random) -> Deed:
    return Deed(tuple(a_key(chance) for _ in range(chance.randrange(2, 8))), at_once=True)


def _held(chance: Random) -> Deed:
    return Deed((a_key(chance),) * chance.randrange(2, 12), at_once=chance.random() < 0.5)


_DEEDS: Mapping[Callable[[Random], Deed], int] = {
    lambda chance: Deed((a_key(chance),)): 64,
    lambda chance: Deed(chance.choice(PHRASES)): 10,
    lambda chance: Deed(click=(chance.random(), chance.random())): 8,
    lambda chance: Deed(size=(chance.randrange(*WIDTHS), chance.randrange(*HEIGHTS))): 2,
    _words: 6,
    _together: 6,
    _held: 4,
}
"""What it may do, and how often in a hundred times."""


def a_key(chance: Random) -> str:
    """Draw a key: most mean something."""
    kind = chance.random()
    return chance.choice(UNKNOWN if kind < 0.15 else OFTEN if kind < 0.4 else all_keys())


async def carry_out(pilot: Pilot[Any], what: Deed) -> int:
    """Do it, as far as the application stays; return how many keys were pressed."""
    if what.size:
        await pilot.resize_terminal(*what.size)
    elif what.click:
        width, height = pilot.app.screen.size
        await pilot.click(offset=(int(what.click[0] * width), int(what.click[1] * height)))
    elif what.at_once:
        return await press(pilot, *what.keys)
    return sum([await press(pilot, key) for key in what.keys])


async def press(pilot: Pilot[Any], *pressed: str) -> int:
    """Press keys at once, and wait until they were taken; return how many, 0 once it was left.

    A pilot's own `press` waits until nothing goes on at all, which takes a fifth of a second.
    """
    app = pilot.app
    if app._exit:
        return 0
    assert app._driver
    for key in pressed:
        app._driver.send_message(_event(key))
    await pilot._wait_for_screen()
    return len(pressed)


def _event(key: str) -> Key:
    """Return the event of a key by Textual's name for it, or by its character."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        return Key(name, unicodedata.lookup(_get_unicode_name_from_key(name)))
    except KeyError:
        return Key(name, key if len(key) == 1 else None)
