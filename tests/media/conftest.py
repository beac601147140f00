"""The sound files and caches that tests of preparing begin from."""

from sound_rigs import cache, known_tools, shared_sounds, sounds

__all__ = ["cache", "known_tools", "shared_sounds", "sounds"]
