"""Keeps the settings of this machine in a TOML file that people and the screen both write.

A setting that is not understood never keeps a session from starting: it is named, and what it
would have set is as if it were not written. The screen changes only what it is told to, so
comments, and keys of a newer kapsound, stay as they are.
"""

from kapsound.config.change import change_settings, edit_settings
from kapsound.config.read import Reading, parse_settings, read_settings
from kapsound.config.settings import (
    BUFFERINGS,
    HIGHEST_MAXIMUM_DB,
    LARGEST_CACHE,
    LOWEST_MAXIMUM_DB,
    SMALLEST_CACHE,
    THEMES,
    USUAL_CACHE,
    Buffering,
    OutputSetting,
    Settings,
    Theme,
)

__all__ = [
    "BUFFERINGS",
    "HIGHEST_MAXIMUM_DB",
    "LARGEST_CACHE",
    "LOWEST_MAXIMUM_DB",
    "SMALLEST_CACHE",
    "THEMES",
    "USUAL_CACHE",
    "Buffering",
    "OutputSetting",
    "Reading",
    "Settings",
    "Theme",
    "change_settings",
    "edit_settings",
    "parse_settings",
    "read_settings",
]
