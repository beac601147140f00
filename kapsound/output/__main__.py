"""Feeds a sound device from the memory it shares with its starter, until its stdin ends.

The first line of stdin is a `Request`; the one line of stdout says how it went, as `Opened` or
as an error. Then the process is silent: all else is told by the counters of the ring.
"""

import gc
import json
import os
import sys
import time
from threading import Event, Thread
from typing import TYPE_CHECKING

from kapsound.errors import DeviceError, error_to_json
from kapsound.output.feed import Feed
from kapsound.output.request import Opened, Request
from kapsound.output.ring import RING_BYTES, Ring
from kapsound.platform import boot_clock_ns, drop_priority, raise_priority, shared_memory
from kapsound.units import SAMPLE_RATE

if TYPE_CHECKING:
    from kapsound.output.device import Device

_LOOK_S = 0.05
_LAST_S = 0.7
# What a device is fed goes before what feeds it.
_ABOVE = 5
# The device's own buffers, and the server's, still hold this many when the last one is filled.
_BUFFERS = 3


def main() -> None:
    """Open the device and watch over it."""
    drop_priority()
    request = Request.read(sys.stdin.readline())
    ring = Ring(shared_memory(request.memory, RING_BYTES))
    feed = Feed(ring, time.monotonic_ns, slept)
    # Loading it takes a tenth of a second, which may not be taken from who feeds another device.
    from kapsound.output.device import Device  # noqa: PLC0415

    priority = raise_priority(_ABOVE)
    try:
        device = Device(request.device, request.buffer, feed.fill)
    except DeviceError as error:
        _answer({"error": error_to_json(error)})
        return
    _answer({"result": Opened(device.name or "", priority=priority).to_json()})
    gc.freeze()
    gc.disable()
    _watch(device, ring, _ended())
    _leave(feed, ring, request.buffer / SAMPLE_RATE)


def slept() -> float:
    """Return how long the machine has slept so far, in seconds."""
    return boot_clock_ns() / 1e9 - time.monotonic()


def _answer(line: dict[str, object]) -> None:
    """Write the line, and let go of stdout."""
    print(json.dumps(line), flush=True)  # noqa: T201 - stdout is the answer to the starter
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ended() -> Event:
    """Return what is set once stdin has ended: the starter wants no more, or has gone."""
    ended = Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    Thread(target=wait, name="wait for the end", daemon=True).start()
    return ended


def _watch(device: "Device", ring: Ring, ended: Event) -> None:
    consumed = 0
    while not ended.wait(_LOOK_S):
        if device.gone():
            ring.gone = 1
            return
        # Before the look that found it there.
        ring.sure, consumed = consumed, ring.consumed


def _leave(feed: Feed, ring: Ring, buffer_s: float) -> None:
    """Let what is left be heard, softly cut if nobody meant to end here."""
    if ring.gone:
        return
    if not ring.ended:
        feed.leave()
    limit = time.monotonic() + _LAST_S + buffer_s
    while not feed.silent and time.monotonic() < limit:
        time.sleep(_LOOK_S / 5)
    time.sleep(_BUFFERS * buffer_s)


if __name__ == "__main__":
    main()
    os._exit(0)  # SDL's own way out hangs on a dead device
