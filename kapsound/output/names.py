"""Prints the names of the sound outputs as JSON: a child program.

It is a process of its own because asking a dead sound server may hang, and because neither the
command line nor a job that writes a file should load pygame.
"""

import ctypes
import json
import sys

import pygame.base
from pygame._sdl2 import audio, sdl2


def default_name() -> str | None:
    """Return the system's default output, None where SDL cannot tell."""
    name = ctypes.c_char_p()
    spec = ctypes.create_string_buffer(256)
    try:
        # pygame has no call for this, but the SDL that it loaded does (since 2.24).
        ask = ctypes.CDLL(pygame.base.__file__).SDL_GetDefaultAudioInfo
    except (AttributeError, OSError):
        return None
    failed = ask(ctypes.byref(name), spec, 0)
    return None if failed or not name.value else name.value.decode()


def main() -> None:
    """Print `{"names": [...], "default": ...}`; without a sound system, no names."""
    try:
        sdl2.init_subsystem(sdl2.INIT_AUDIO)
        found = {"names": audio.get_audio_device_names(iscapture=False), "default": default_name()}
    except (pygame.error, sdl2.error):
        found = {"names": [], "default": None}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
