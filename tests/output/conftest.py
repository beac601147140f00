"""A sound server for the tests that ask for one by the name `room`."""

from rigs import room

__all__ = ["room"]
