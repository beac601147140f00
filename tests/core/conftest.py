"""Gives the core's tests a small session and a tiny spec."""

from rooms import make, room  # noqa: F401 - fixtures of this folder
from tiny import make_spec, spec, tiny_spec  # noqa: F401 - fixtures of this folder
