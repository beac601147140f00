"""Defines how a measurement says that it cannot be made here."""


class NotHere(Exception):  # noqa: N818 - no fault: this machine lacks what a bench needs
    """Something cannot be measured on this machine; the message says why."""
