"""What can be set, as usual and within which bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Theme = Literal["night", "day"]
THEMES: tuple[Theme, ...] = get_args(Theme)
Buffering = Literal["usual", "safe"]
BUFFERINGS: tuple[Buffering, ...] = get_args(Buffering)
LOWEST_MAXIMUM_DB, HIGHEST_MAXIMUM_DB = -20.0, 6.0
# An hour of prepared sound takes 1.4 GB, and a session of three hours twice that with its beds.
USUAL_CACHE, SMALLEST_CACHE, LARGEST_CACHE = 20 * 10**9, 2 * 10**9, 10 * 10**12
# The settings that are one value each, as the file names them.
PLAIN = ("theme", "output", "buffering", "playlists", "cache_limit")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a clinic chose for this machine.

    `output` is a sink as `--output` takes it, empty for the system's default; `buffering` says
    how far ahead it is fed: "safe" holds out on a busy machine, and everything pressed is heard
    after about half a second; `playlists` are folders of its own playlists; `cache_limit` is the
    most bytes of prepared audio that are kept, None for the usual limit; `keys` gives actions
    other keys than their usual ones, by their names and with commas between them;
    `maximum_levels` holds the session's maximum level in dB last chosen for a client code.
    """

    theme: Theme = "night"
    output: str = ""
    buffering: Buffering = "usual"
    playlists: tuple[str, ...] = ()
    cache_limit: int | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    maximum_levels: Mapping[str, float] = field(default_factory=dict)
