"""The screen has two looks, night and day.

The dark tones are nearly grey, because a terminal of 256 colours has dark greys but no dark
browns: it would show those as red or olive.
"""

from textual.theme import Theme

from kapsound.config.settings import Theme as Look

NIGHT = Theme(
    name="night",
    primary="#b9824a",
    secondary="#8c6f4e",
    accent="#d6a058",
    warning="#cf8136",
    error="#c66550",
    success="#93985a",
    foreground="#c4a17c",
    background="#0c0906",
    surface="#12100e",
    panel="#1c1917",
    dark=True,
    variables={
        "quiet": "#8b7e6e",
        "strong": "#d9b88c",
        "rule": "#3d3731",
        "on-back": "#4a4138",
        "alarm-back": "#4d1f15",
        "alarm-text": "#e3b59a",
        "past": "#1e1a17",
        "past-next": "#252120",
        "now": "#744a1f",
        "now-next": "#744820",
        "ahead": "#3a342d",
        "ahead-next": "#453e36",
        "block-text": "#c9a97f",
        "past-text": "#8f8171",
        "head": "#efc07a",
        "block-cursor-foreground": "#efc07a",
        "block-cursor-background": "#4a4138",
        "input-selection-background": "#403831",
        "scrollbar": "#2a2621",
        "scrollbar-background": "#12100e",
    },
)
DAY = Theme(
    name="day",
    primary="#8a5a1e",
    secondary="#6d5a44",
    accent="#8a4f0c",
    warning="#a04f00",
    error="#a02c20",
    success="#4d6427",
    foreground="#332b22",
    background="#f4efe5",
    surface="#ece5d8",
    panel="#e3dac9",
    dark=False,
    variables={
        "quiet": "#6a5f50",
        "strong": "#15110c",
        "rule": "#c9bda8",
        "on-back": "#e8c995",
        "alarm-back": "#f0c7b8",
        "alarm-text": "#7c1d12",
        "past": "#d6d2ca",
        "past-next": "#ccc7be",
        "now": "#e2ae62",
        "now-next": "#e0aa5e",
        "ahead": "#e9d3ab",
        "ahead-next": "#dfc799",
        "block-text": "#332b22",
        "past-text": "#5a5043",
        "head": "#7a2a00",
        "block-cursor-foreground": "#15110c",
        "block-cursor-background": "#e8c995",
        "input-selection-background": "#e8c995",
        "scrollbar": "#cfc3ae",
        "scrollbar-background": "#ece5d8",
    },
)
THEMES = (NIGHT, DAY)


def other(name: str) -> Look:
    """Return the theme that is not the one named."""
    return "day" if name == NIGHT.name else "night"
