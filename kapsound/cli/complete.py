"""Completes words in the shell, beside names of commands and options; it never fails."""

from glob import escape, glob
from pathlib import Path
from typing import Any

from kapsound.config import read_settings
from kapsound.control import Look, Role, open_client
from kapsound.core.commands import LIVE_COMMANDS, Switch
from kapsound.core.instructions import Bus
from kapsound.core.output import KINDS
from kapsound.core.wording import describe
from kapsound.errors import KapsoundError
from kapsound.paths import records_dir, settings_path, spare_records_dir
from kapsound.processes import run_job
from kapsound.record.store import LAST, list_records
from kapsound.sessions.playlists import named_playlists

Choices = list[tuple[str, str]]
_BED = ("bed", "bed-add", "bed-drop")


def playlists(incomplete: str) -> Choices:
    """Return the playlists whose names begin so, and the files."""
    named = named_playlists(read_settings(settings_path()).settings.playlists)
    known = [(name, str(path)) for name, path in sorted(named.items())]
    return [*_beginning(incomplete, known), *((file, "") for file in files(incomplete))]


def files(incomplete: str) -> list[str]:
    """Return the files and folders that begin so."""
    found = sorted(glob(f"{escape(incomplete)}*"))  # noqa: PTH207 - written as it was typed
    return [f"{file}/" if Path(file).is_dir() else file for file in found]


def record_ids(incomplete: str) -> Choices:
    """Return the records that begin so, newest first, with their titles."""
    try:
        found = list_records(records_dir(), spare_records_dir())
    except KapsoundError:
        return []
    known = [(item.id, item.title) for item in reversed(found)]
    return _beginning(incomplete, [(LAST, "the newest"), *known] if known else [])


def outputs(incomplete: str) -> Choices:
    """Return the sound outputs that begin so."""
    try:
        names = run_job("devices", {}, lambda _: None)["names"]
    except KapsoundError:
        names = []
    known = [(name, "sound output") for name in names]
    others = [(kind.prefix, kind.help) for kind in KINDS if kind.help]
    return _beginning(incomplete, [*known, *others])


def command_words(ctx: Any, incomplete: str) -> Choices:
    """Return the live commands that begin so, or what may follow the one that is typed."""
    words = list(ctx.params.get("words") or ())
    if not words:
        return _beginning(incomplete, [(kind.name, describe(kind)) for kind in LIVE_COMMANDS])
    return _beginning(incomplete, _arguments(words[0])) if len(words) == 1 else []


def _arguments(command: str) -> Choices:
    if command == "talk":
        return [(str(switch), "") for switch in Switch]
    if command == "level":
        return [(str(bus), "") for bus in Bus]
    if command not in (*_BED, "cue", "choose"):
        return []
    try:
        with open_client(Role.SCRIPT, "completion", timeout_s=1.0) as client:
            return _named(command, client.look())
    except KapsoundError:
        return [("off", "no bed")] if command == "bed" else []


def _named(command: str, look: Look) -> Choices:
    if command in _BED:
        beds = [(bed["id"], bed["label"]) for bed in look.contents["beds"]]
        return [*beds, ("off", "no bed")] if command == "bed" else beds
    if command == "cue":
        return [(cue["id"], cue["label"]) for cue in look.contents["cues"]]
    return [(track["id"], track["title"]) for track in look.tracks]


def _beginning(incomplete: str, choices: Choices) -> Choices:
    return [choice for choice in choices if choice[0].startswith(incomplete)]
