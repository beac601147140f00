"""Holds what a sound file's tags call it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """The title and the artist; empty what the tags do not say."""

    title: str = ""
    artist: str = ""


NO_NAME = Name()
