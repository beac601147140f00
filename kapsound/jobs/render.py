"""Renders a session offline into a file, from a spec or from a record."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.audio.sinks.opening import open_sink
from kapsound.cache.lease import lease
from kapsound.core.commands import Role
from kapsound.core.events import Event, Refused
from kapsound.core.output import parse_output
from kapsound.core.record_events import CommandGiven
from kapsound.core.session import Session
from kapsound.core.spec import SessionSpec
from kapsound.core.wording import show_command
from kapsound.errors import UsageError
from kapsound.jobs.work import Report
from kapsound.player.engine import Engine
from kapsound.player.loop import NEVER, run
from kapsound.player.origins import Timetable, scripted
from kapsound.player.replay import end_of, timetable_of
from kapsound.player.starting.opening import opened
from kapsound.processes import Values
from kapsound.record.read import read_entries
from kapsound.record.recorded_session import spec_of
from kapsound.record.store import find_record
from kapsound.sessions.script import with_dose
from kapsound.units import Frames, to_seconds

REPORT_S = 0.2


class Refusals:
    """A log that keeps only which commands of the script were refused: a render is no session."""

    def __init__(self) -> None:
        self.found: list[tuple[float, str, str]] = []

    def append(self, event: Event, frame: int) -> "Refusals":
        """Keep a refusal: its time in seconds, the command, and why; forget all else."""
        match event:
            case CommandGiven(outcome=Refused.kind, role=Role.SCHEDULE):
                self.found.append((to_seconds(frame), show_command(event.command), event.text))
        return self

    def wait(self, _timeout: float | None = None) -> bool:
        """Say that there is nothing to wait for."""
        return True


def work(request: Values, report: Report) -> dict[str, Any]:
    """Render `spec` or `record` into the sink `output`."""
    if "record" in request:
        folders = find_record(Path(request["records"]), request["record"], Path(request["spare"]))
        entries = read_entries(folders)
        spec = spec_of(entries)
        origin, assumed, until = timetable_of(entries), None, end_of(entries)
    else:
        spec, assumed = with_dose(SessionSpec.from_json(request["spec"]))
        origin, until = scripted(spec.script), NEVER
    opening = Opening(live=False, replace=request["replace"])
    sink = open_sink(parse_output(request["output"]), opening)
    result = _render(spec, origin, sink, report, until)
    return result | {"assumed_dose": None if assumed is None else to_seconds(assumed)}


def _render(
    spec: SessionSpec, origin: Timetable, sink: Sink, report: Report, until: Frames
) -> dict[str, Any]:
    log = Refusals()
    keys = {audio.key for _, audio in spec.index}
    with lease(Path(spec.cache), keys, "render"), opened(spec, log) as engine:
        try:
            run(engine, origin.due, sink.write, _look(engine, origin, report, until), until)
        finally:
            sink.close()
    return {
        "seconds": to_seconds(engine.frame),
        "digest": engine.digest,
        "refused": log.found,
    }


def _look(engine: Engine, origin: Timetable, report: Report, until: Frames) -> Callable[[], None]:
    """Return what reports, once a block, how far a render is, and ends one without an end."""
    due = 0.0

    def look() -> None:
        nonlocal due
        open_end = until == NEVER and not origin.coming
        if open_end and (reason := endless(engine.session)):
            raise UsageError(reason)
        if monotonic() >= due:
            due = monotonic() + REPORT_S
            ends = [end for end in engine.session.clock.ends if end is not None]
            whole = to_seconds(min(max(ends, default=engine.frame), until))
            report({"done": to_seconds(engine.frame), "total": whole})

    return look


def endless(session: Session) -> str | None:
    """Return why a session would never end by itself, if nothing more is commanded."""
    name = session.phase.name
    if session.closing:
        return None
    if session.holds.stopped is not None:
        return "the session is stopped and no resume follows, so it would never end"
    if session.holds.held:
        return f"{name} is held and no release follows, so the session would never end"
    if session.end is None:
        return f"{name} waits for a dose that does not follow, so the session would never end"
    return None
