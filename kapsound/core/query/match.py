"""Holds a query against what is known of a track."""

from typing import assert_never

from kapsound.core.query import tree
from kapsound.core.query.facts import Facts, folded, searched
from kapsound.core.query.tree import Query


def matches(query: Query, facts: Facts) -> bool:
    """Say whether a track is one that the query asks for."""
    match query:
        case tree.All(parts):
            return all(matches(part, facts) for part in parts)
        case tree.Any(parts):
            return any(matches(part, facts) for part in parts)
        case tree.Not(part):
            return not matches(part, facts)
        case _:
            return _holds(query, facts)


def _holds(query: tree.Single, facts: Facts) -> bool:
    match query:
        case tree.Words(text):
            return text in searched(facts)
        case tree.Contains(field, text):
            return text in folded(getattr(facts, field))
        case tree.Tagged(tag):
            return tag in map(folded, facts.tags)
        case tree.Chosen(field, value):
            return bool(getattr(facts, field) == value)
        case tree.Between(field, low, high):
            return _between(getattr(facts, field), low, high)
        case _:
            assert_never(query)


def _between(value: float | None, low: float | None, high: float | None) -> bool:
    if value is None:
        return False
    return (low is None or low <= value) and (high is None or value <= high)
