"""Rigs for records: events to write into one, and logs that forget or remember."""

import json
from typing import Any

from kapsound.core.events import Event, Noted
from kapsound.core.record_events import SessionBegan
from kapsound.core.spec import SessionSpec
from kapsound.record.entry import encode


def began(title: str = "Small", client: str = "", text: str = "", **changes: Any) -> SessionBegan:
    """Return the first line of a record."""
    spec = SessionSpec(text, "small.toml", "/music", "/cache", (), 0, title, client, **changes)
    return SessionBegan(spec, {"kapsound": "0"}, "f")


def note(text: object) -> Noted:
    """Return a note."""
    return Noted("note", str(text))


class Forgetful:
    """A log that keeps nothing, and receipts that are always good."""

    def append(self, _event: Event, _frame: int) -> Any:
        """Forget a line."""
        return self

    def wait(self, _timeout: float | None = None) -> bool:
        """Have nothing to wait for."""
        return True


class Remembering(Forgetful):
    """A log that keeps its lines as they would be read back: kind, frame and values."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, int, dict[str, Any]]] = []

    def append(self, event: Event, frame: int) -> Any:
        """Keep a line."""
        self.lines.append((event.kind, frame, json.loads(encode(event.record()))))
        return self

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the values of every line of a kind."""
        return [values for found, _, values in self.lines if found == kind]
