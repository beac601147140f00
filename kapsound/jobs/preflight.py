"""Looks for what of this machine could disturb a session: the preflight job."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kapsound.errors import KapsoundError
from kapsound.files import private_folder
from kapsound.jobs.work import Report
from kapsound.output.choice import find_devices
from kapsound.processes import Values

POWER_SUPPLIES = Path("/sys/class/power_supply")
SLEEP_STATES = Path("/sys/power/state")


def work(request: Values, _report: Report) -> dict[str, Any]:
    """Answer `disk`, `power`, `sleeps` and `devices`; `request` names the folders to look at.

    `disk` gives each folder's free bytes and why it cannot be written, empty if it can.
    `sleeps` is None where the system does not say. `devices` is as of the devices job, or
    has a `fault` if the sound system gives no answer.
    """
    return {
        "disk": {name: disk(Path(path)) for name, path in request["folders"].items()},
        "power": power(POWER_SUPPLIES),
        "sleeps": sleeps(SLEEP_STATES),
        "devices": _devices(),
    }


def disk(folder: Path) -> dict[str, Any]:
    """Return a folder's free bytes, and why no file can be written there."""
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\n" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return {"free": shutil.disk_usage(folder).free, "fault": ""}
    except KapsoundError as error:
        fault = str(error)
    except OSError as error:
        fault = f"{folder}: cannot be written: {error.strerror or error}"
    return {"free": None, "fault": fault}


def power(supplies: Path) -> dict[str, Any]:
    """Return `mains` (None: the system does not say) and the fullest battery's `percent`."""
    found = [_supply(path) for path in sorted(supplies.glob("*"))]
    mains = [supply["online"] == "1" for supply in found if "online" in supply]
    batteries = [
        supply
        for supply in found
        if supply.get("type") == "Battery" and supply.get("scope") != "Device"
    ]
    percent = [int(item["capacity"]) for item in batteries if item.get("capacity", "").isdigit()]
    draining = any(item.get("status") == "Discharging" for item in batteries)
    known = bool(mains or batteries)
    return {
        "mains": (any(mains) if mains else not draining) if known else None,
        "percent": max(percent, default=None),
    }


def sleeps(states: Path) -> bool | None:
    """Say whether this machine can go to sleep; None where the system does not say."""
    try:
        return bool(states.read_text().strip())
    except OSError:
        return None


def _supply(folder: Path) -> Mapping[str, str]:
    values = {}
    for name in ("type", "scope", "online", "status", "capacity"):
        try:
            values[name] = (folder / name).read_text().strip()
        except OSError:
            continue  # not every supply has every value
    return values


def _devices() -> dict[str, Any]:
    try:
        return asdict(find_devices())
    except KapsoundError as error:
        return {"names": [], "default": None, "fault": str(error)}
