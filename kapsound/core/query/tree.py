"""Defines a query as a tree of conditions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The text is in the title, artist, album, genre or tags; it is folded already."""

    text: str


@dataclass(frozen=True, slots=True)
class Contains:
    """The text is in one field of text; it is folded already."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """The track has this tag, folded already."""

    tag: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field holds this word."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """A number is known and lies between two ends, both included; None is no end."""

    field: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold; what is not known holds no condition."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds; none is everything."""

    parts: tuple["Query", ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the conditions holds."""

    parts: tuple["Query", ...]


Single = Words | Contains | Tagged | Chosen | Between
Query = Single | Not | All | Any
