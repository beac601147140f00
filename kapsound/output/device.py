"""Opens one sound device through SDL, by its name and by no other."""

import os
from collections.abc import Callable

import pygame
from pygame._sdl2 import audio, sdl2

from kapsound.core.output import RUN_SILENTLY
from kapsound.errors import DeviceError
from kapsound.output.choice import Devices, choose_device
from kapsound.output.names import default_name
from kapsound.units import CHANNELS, SAMPLE_RATE

_FIRST_OPENED_ID = 2
_REMOVED = pygame.AUDIODEVICEREMOVED


class Device:
    """An opened device, which calls `fill` in a thread of its own for each buffer it plays.

    `name` is the one it was chosen by; None is the only one of a driver that names none.

    Raises:
        DeviceError: there is no such device, or it cannot be opened.

    """

    def __init__(self, name: str, buffer: int, fill: Callable[[memoryview], None]) -> None:
        self.name = choose_device(_names(), name)
        self._fill = fill
        try:
            self._device = audio.AudioDevice(
                devicename=self.name,
                iscapture=False,
                frequency=SAMPLE_RATE,
                audioformat=audio.AUDIO_F32,
                numchannels=CHANNELS,
                chunksize=buffer,
                allowed_changes=0,
                callback=self._called,
            )
        except (pygame.error, sdl2.error) as error:
            raise DeviceError(
                f'the sound output "{self.name or "default"}" cannot be opened: {error}; '
                f'choose another (see "kapsound devices"), or {RUN_SILENTLY}'
            ) from error
        self._device.pause(0)

    def gone(self) -> bool:
        """Say whether the system has reported it gone since the last call."""
        # SDL numbers opened devices from 2; removals of devices nobody opened carry 0.
        return any(
            not event.iscapture and event.which >= _FIRST_OPENED_ID
            for event in pygame.event.get(_REMOVED)
        )

    def _called(self, _: object, buffer: memoryview) -> None:
        self._fill(memoryview(buffer))


def _names() -> Devices:
    """Begin with the sound system; without one there are no devices."""
    # Device events come through SDL's video system, which must not look for a display;
    # and SDL is not to take the process's signals.
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_NO_SIGNAL_HANDLERS"] = "1"
    try:
        pygame.display.init()
        sdl2.init_subsystem(sdl2.INIT_AUDIO)
    except (pygame.error, sdl2.error):
        return Devices(())
    pygame.event.set_blocked(None)
    pygame.event.set_allowed(_REMOVED)
    return Devices(tuple(audio.get_audio_device_names(iscapture=False)), default_name())
