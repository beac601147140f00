"""Breaks a running session in every way of the list, and looks at what becomes of it.

One file a family of faults. Each has `FAULTS`; a fault's `try_it` breaks something and returns
what was found. What cannot be broken here it names by raising `NotHere`.
"""
