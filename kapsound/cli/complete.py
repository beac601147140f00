"""Completes words in the shell, beside names of commands and options; it never fails.

Typer leaves out what does not begin as the word that is typed.
"""

from glob import escape, glob
from pathlib import Path
from typing import Any

from kapsound.config.read import read_settings
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
from kapsound.text import credited

Choices = list[tuple[str, str]]
_NAMING = ("bed", "bed-add", "bed-drop", "cue", "choose")


def playlists(incomplete: str) -> Choices:
    """Return the playlists by name, and the files that begin so."""
    named = named_playlists(read_settings(settings_path()).settings.playlists)
    known = [(name, str(path)) for name, path in sorted(named.items())]
    return [*known, *((file, "") for file in files(incomplete))]


def files(incomplete: str) -> list[str]:
    """Return the files and folders that begin so."""
    found = sorted(glob(f"{escape(incomplete)}*"))  # noqa: PTH207 - written as it was typed
    return [f"{file}/" if Path(file).is_dir() else file for file in found]


def record_ids() -> Choices:
    """Return the records, newest first, with their titles."""
    try:
        found = list_records(records_dir(), spare_records_dir())
    except KapsoundError:
        return []
    known = [(item.id, item.title) for item in reversed(found)]
    return [(LAST, "the newest"), *known] if known else []


def outputs() -> Choices:
    """Return the sound outputs, and what may be written in place of one."""
    others = [(kind.prefix, kind.help) for kind in KINDS if kind.help]
    try:
        names = run_job("devices", {}, lambda _: None)["names"]
    except KapsoundError:
        return others
    return [*((name, "sound output") for name in names), *others]


def command_words(ctx: Any) -> Choices:
    """Return the live commands, or what may follow the one that is typed."""
    words = list(ctx.params.get("words") or ())
    if not words:
        return [(kind.name, describe(kind)) for kind in LIVE_COMMANDS]
    return _arguments(words[0]) if len(words) == 1 else []


def _arguments(command: str) -> Choices:
    if command == "talk":
        return [(str(switch), "") for switch in Switch]
    if command == "level":
        return [(str(bus), "") for bus in Bus]
    if command not in _NAMING:
        return []
    try:
        with open_client(Role.SCRIPT, "completion", timeout_s=1.0) as client:
            named = _named(command, client.look())
    except KapsoundError:
        named = []
    return [*named, ("off", "no bed")] if command == "bed" else named


def _named(command: str, look: Look) -> Choices:
    if command == "choose":
        return [(item["id"], credited(item["title"], item["artist"])) for item in look.tracks]
    found = look.contents["cues"] if command == "cue" else look.contents["beds"]
    return [(item["id"], item["label"]) for item in found]
