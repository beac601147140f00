"""Holds what the application has from outside: player, clocks, outputs and settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from kapsound.control import Role, open_client
from kapsound.platform import boot_clock_ns
from kapsound.tui.link import Player


def _connect(name: str) -> Player:
    return open_client(Role.SCREEN, name)


def _local_now() -> datetime:
    return datetime.now(UTC).astimezone()


def _boot_clock() -> float:
    return boot_clock_ns() / 1e9


def _screen_name() -> str:
    from uuid import uuid4  # noqa: PLC0415 - once a session

    return f"screen-{uuid4().hex[:8]}"


def _devices() -> Sequence[str]:
    from kapsound.tui import tasks  # noqa: PLC0415 - when it is needed

    names: Sequence[str] = tasks.devices()["names"]
    return names


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The player, the clocks and the file of settings, as tests replace them.

    `settings` is the file that keeps changed settings, None to keep them nowhere. `tick` counts
    seconds between keys, `clock` those of the session, the machine's sleep included.
    """

    connect: Callable[[str], Player] = _connect
    settings: Path | None = None
    now: Callable[[], datetime] = _local_now
    tick: Callable[[], float] = monotonic
    name_screen: Callable[[], str] = _screen_name
    clock: Callable[[], float] = _boot_clock
    devices: Callable[[], Sequence[str]] = _devices
