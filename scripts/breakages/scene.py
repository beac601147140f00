"""Sets the scene for a lost output: a session in a room beside another sink; both are recorded."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from shared import machine
from shared.missing import NotHere
from shared.room import NAME, Monitor, Server, listening, room

from breakages.rows import Place
from breakages.sessions import (
    Session,
    session,
)

OTHER = "other"
SOUNDS_S = 20
SETTLE_S = 3.0


@dataclass(frozen=True)
class Scene:
    """A session that sounds in a room beside another sink; both are recorded."""

    place: Place
    server: Server
    module: str
    session: Session
    here: Monitor
    there: Monitor

    @contextmanager
    def listening_again(self) -> Iterator[Monitor]:
        """Record the room anew: a recorder ends with the sink."""
        path = self.place.folder / f"again-{time.monotonic_ns()}.raw"
        with listening(self.server, path) as monitor:
            yield monitor


@contextmanager
def scene(place: Place) -> Iterator[Scene]:
    """Begin a session in a room, and wait until it has risen; the other sink is the default."""
    with room(place.folder / "pa", OTHER) as server:
        module = server.add_sink(NAME)
        # What a desk's server does: a stream whose sink goes is moved to another one.
        server.control("load-module", "module-rescue-streams")
        with (
            listening(server, place.folder / "here.raw") as here,
            listening(server, place.folder / "there.raw", OTHER) as there,
            session(place, server) as running,
        ):
            machine.wait_until(here.sounds, SOUNDS_S, "the session to sound")
            time.sleep(SETTLE_S)
            yield Scene(place, server, module, running, here, there)


def sounds_within(monitor: Monitor, limit_s: float) -> float | None:
    """Return after how long there is sound."""
    began = time.monotonic()
    with suppress(NotHere):
        machine.wait_until(monitor.sounds, limit_s, "sound")
        return time.monotonic() - began
    return None
