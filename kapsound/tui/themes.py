"""Night and day: the two looks of the screen."""

from textual.theme import Theme

NIGHT = Theme(
    name="night",
    primary="#b9824a",
    secondary="#8c6f4e",
    accent="#d39a55",
    warning="#cf8136",
    error="#c2604a",
    success="#93985a",
    foreground="#bfa17c",
    background="#0c0906",
    surface="#120e0a",
    panel="#1c1610",
    dark=True,
    variables={
        "quiet": "#86705a",
        "strong": "#d9b88c",
        "rule": "#3a2e22",
        "on-back": "#4a3319",
        "alarm-back": "#4d1f15",
        "alarm-text": "#e3b59a",
        "past": "#241c14",
        "past-next": "#2c2219",
        "now": "#6e4a20",
        "now-next": "#5c3e1c",
        "ahead": "#39291a",
        "ahead-next": "#453220",
        "block-text": "#c9a97f",
        "past-text": "#86705a",
        "head": "#efc07a",
        "block-cursor-foreground": "#efc07a",
        "block-cursor-background": "#4a3319",
        "input-selection-background": "#4a3319",
        "scrollbar": "#2a2119",
        "scrollbar-background": "#120e0a",
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
        "quiet": "#6f6353",
        "strong": "#15110c",
        "rule": "#c9bda8",
        "on-back": "#e8c995",
        "alarm-back": "#f0c7b8",
        "alarm-text": "#7c1d12",
        "past": "#ddd3c1",
        "past-next": "#d5cab6",
        "now": "#dfa95c",
        "now-next": "#d39b4d",
        "ahead": "#e9d3ab",
        "ahead-next": "#dfc799",
        "block-text": "#332b22",
        "past-text": "#6f6353",
        "head": "#7a2a00",
        "block-cursor-foreground": "#15110c",
        "block-cursor-background": "#e8c995",
        "input-selection-background": "#e8c995",
        "scrollbar": "#cfc3ae",
        "scrollbar-background": "#ece5d8",
    },
)
THEMES = (NIGHT, DAY)


def other(name: str) -> str:
    """Return the theme that is not the one named."""
    return DAY.name if name == NIGHT.name else NIGHT.name
