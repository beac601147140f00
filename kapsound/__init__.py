"""kapsound: the guided-session player for ketamine-assisted psychotherapy."""

__version__ = "0.1.0"
