"""Both looks can be read, and the night stays dark."""

import pytest
from textual.color import Color

from kapsound.tui.themes import DAY, NIGHT

TEXT, FAINT, BRIGHTEST = 4.5, 3.0, 0.62
BLOCKS = [
    ("past-text", "past", FAINT),
    ("past-text", "past-next", FAINT),
    ("head", "now", TEXT),
    ("head", "now-next", TEXT),
    ("block-text", "ahead", TEXT),
    ("block-text", "ahead-next", TEXT),
    ("head", "on-back", TEXT),
    ("alarm-text", "alarm-back", TEXT),
    ("foreground", "input-selection-background", TEXT),
]
WORDS = ("foreground", "strong", "accent", "success", "warning", "error", "quiet")


def colours(theme):
    """Return every colour of a theme by its name."""
    own = ("foreground", "background", "surface", "panel", "accent", "success", "warning", "error")
    return {name: getattr(theme, name) for name in own} | dict(theme.variables)


def luminance(colour):
    """Return the relative luminance of WCAG 2.1."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one, other):
    """Return the contrast ratio of WCAG 2.1."""
    lights = sorted(luminance(Color.parse(colour).normalized) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("theme", [NIGHT, DAY], ids=["night", "day"])
def test_every_tone_stands_out_from_what_is_behind_it(theme):
    found = colours(theme)
    pairs = [*BLOCKS, *((word, back, TEXT) for word in WORDS for back in ("background", "surface"))]
    faint = {
        (word, back): contrast(found[word], found[back])
        for word, back, least in pairs
        if contrast(found[word], found[back]) < least
    }
    assert faint == {}


def test_nothing_in_the_night_is_bright():
    bright = {
        name: colour
        for name, colour in colours(NIGHT).items()
        if luminance(Color.parse(colour).normalized) > BRIGHTEST
    }
    assert bright == {}
