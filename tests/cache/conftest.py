"""The caches that tests of prepared audio begin from."""

from sound_rigs import cache, known_tools, sounds

__all__ = ["cache", "known_tools", "sounds"]
