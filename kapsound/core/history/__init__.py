"""Gives the one account of a session: what happened in it, made of the lines of its record."""

from kapsound.core.history.fold import advance, history_of
from kapsound.core.history.model import (
    DoseRun,
    History,
    Instant,
    Moment,
    PhaseRun,
    SoundRun,
    StateRun,
)
from kapsound.core.history.words import dose_words, end_words, landing_words, words

__all__ = [
    "DoseRun",
    "History",
    "Instant",
    "Moment",
    "PhaseRun",
    "SoundRun",
    "StateRun",
    "advance",
    "dose_words",
    "end_words",
    "history_of",
    "landing_words",
    "words",
]
