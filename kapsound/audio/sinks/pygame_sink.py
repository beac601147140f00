"""Plays on sound devices through pygame-ce's mixer.

The mixer is the process's only one. It takes float32 as it is (`size=32`), changes nothing
(`allowedchanges=0`), and `Channel.queue` follows one block with the next without a gap, so long
as a block is at least as long as the device's buffer, and a multiple of it. `set_volume` and
`fadeout` step audibly and are not used.
"""

import os
import threading

import pygame
from pygame import mixer

from kapsound.audio.sinks.base import Opening
from kapsound.audio.sinks.queued import QueuedSink
from kapsound.core.output import RUN_SILENTLY
from kapsound.errors import DeviceError
from kapsound.samples import Samples
from kapsound.units import CHANNELS, SAMPLE_RATE

_FIRST_OPENED_ID = 2
_WATCHED = (pygame.AUDIODEVICEREMOVED, pygame.AUDIODEVICEADDED)


class _PygameDevice:
    """The opened device: one mixer channel, and the system's word that it is gone."""

    def __init__(self, device: str | None, buffer: int) -> None:
        # Device events come through SDL's video system, which must not look for a display;
        # and SDL is not to take the process's signals.
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        os.environ["SDL_NO_SIGNAL_HANDLERS"] = "1"
        try:
            pygame.display.init()
            mixer.init(SAMPLE_RATE, 32, CHANNELS, buffer, devicename=device, allowedchanges=0)
        except pygame.error as error:
            raise DeviceError(
                f'the sound output "{device or "default"}" cannot be opened: {error}; '
                f'choose another (see "kapsound devices"), or {RUN_SILENTLY}'
            ) from error
        mixer.set_num_channels(1)
        pygame.event.set_blocked(None)
        pygame.event.set_allowed(_WATCHED)
        self.name = device or "default"
        self.buffer = buffer
        self._channel = mixer.Channel(0)
        self._lost = False

    def queue(self, block: Samples) -> None:
        self._channel.queue(mixer.Sound(buffer=block.data))

    def waiting(self) -> bool:
        block = self._channel.get_queue()
        if block is not None and not self._channel.get_busy():
            # A block queued in the moment in which the one before ends is never begun by SDL.
            self._channel.play(block)
            return False
        return block is not None

    def busy(self) -> bool:
        return bool(self._channel.get_busy())

    def lost(self) -> bool:
        # SDL numbers opened devices from 2; removals of devices nobody opened carry 0.
        for event in pygame.event.get(_WATCHED):
            removed = event.type == pygame.AUDIODEVICEREMOVED and not event.iscapture
            self._lost |= removed and event.which >= _FIRST_OPENED_ID
        return self._lost

    def quit(self, limit_s: float) -> bool:
        thread = threading.Thread(target=mixer.quit, name="close sound output", daemon=True)
        thread.start()
        thread.join(limit_s)
        return not thread.is_alive()


def open_pygame(device: str | None, opening: Opening) -> QueuedSink:
    """Open a device by its name (None: the driver's only one); only one at a time.

    The opening's depth is that of the device's own buffer too: one deeper than the other only
    adds delay.

    Raises:
        DeviceError: the device cannot be opened, or one is open already.

    """
    if mixer.get_init():
        raise DeviceError("this process has a sound output open already; close it first")
    return QueuedSink(_PygameDevice(device, opening.depth), opening.sleep, depth=opening.depth)
