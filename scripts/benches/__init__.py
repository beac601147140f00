"""Holds what `scripts/bench` measures, one file a group of figures.

Each gives rows by `measure(setting)`; what it lacks it names by raising `NotHere`.
"""
