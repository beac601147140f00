"""Names the keys that the session screen takes for itself, so that no cue's key is one of them.

A test holds it against the screen's own table, as it is without a clinic's changes.
"""

from string import ascii_lowercase, digits

TAKEN = {
    ".": "+1 min", ",": "-1 min", ">": "+5 min", "<": "-5 min", "?": "help", ":": "find",
    "=": "level", "A": "advance", "B": "booster", "C": "control", "D": "dose", "E": "end",
    "O": "output", "P": "previous", "R": "return", "U": "undo", "X": "STOP",
    "a": "acknowledge", "b": "beds", "c": "cues", "d": "amend dose", "f": "beds off",
    "g": "ground", "h": "hold", "i": "note", "k": "mark", "l": "list", "m": "silence",
    "n": "next", "o": "cue off", "q": "leave", "r": "restore", "s": "soften", "t": "talk",
    "u": "undo", "v": "vitals", "x": "STOP",
}  # fmt: skip
"""What each key of one sign does on the screen."""

FREE = tuple(key for key in f"{digits}{ascii_lowercase}" if key not in TAKEN)
"""The digits and small letters that are left for cues."""
