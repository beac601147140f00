"""What a worker's survey says of a file, made up."""

from typing import Any


def surveyed(digest: str, *, size: int = 1000, **given: Any) -> dict[str, Any]:
    """What a worker's survey of a file says, with these tags and measures."""
    measured: dict[str, Any] = {
        "loudness": -20.0, "range": 5.0, "peak": -1.0, "lead_silence": 0.0, "trail_silence": 0.5,
        "brightness": 1500.0, "onsets": 1.5, "loudness_tagged": False,
    }  # fmt: skip
    tags: dict[str, Any] = {"title": "", "artist": "", "album": "", "genre": "", "rights": ""}
    tags |= {"year": None, "bpm": None}
    return {
        "digest": digest,
        "size": size,
        "modified_ns": 1,
        "length": given.pop("length", 300.0),
        "measured": {name: given.pop(name, value) for name, value in measured.items()},
        "tags": {name: given.pop(name, value) for name, value in tags.items()},
        "curves": {"loudness": [-20.0, -21.0], "brightness": [1500.0, None], "onsets": [1, 2]},
        **given,
    }
