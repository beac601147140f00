"""Runs `kapsound records`: what was played when, and whether the record is whole."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from kapsound.cli.complete import record_ids
from kapsound.cli.groups import Helped
from kapsound.cli.options import JSON
from kapsound.cli.talk import say
from kapsound.core.history import words
from kapsound.errors import RecordError
from kapsound.paths import records_dir, spare_records_dir
from kapsound.record import Folders, Summary, find_record, list_records, read_entries
from kapsound.record import verify as verify_record
from kapsound.record.store import LAST
from kapsound.text import visible
from kapsound.units import format_clock

app = typer.Typer(
    cls=Helped,
    rich_markup_mode=None,
    add_completion=False,
    help="List, show and verify session records.",
)
ID = typer.Argument(
    metavar="ID",
    help="A record's id, the beginning of it, or last for the newest.",
    autocompletion=record_ids,
)


def _found(wanted: str) -> Folders:
    return find_record(records_dir(), wanted, spare_records_dir())


@app.command("list")
def list_all(*, as_json: Annotated[bool, JSON] = False) -> None:
    """List the session records, oldest first."""
    found = list_records(records_dir(), spare_records_dir())
    if as_json:
        typer.echo(json.dumps([asdict(item) for item in found], default=str))
        return
    if not found:
        say(f"There is no record yet in {records_dir()}.")
    for item in found:
        typer.echo(visible(_row(item)))


def _row(item: Summary) -> str:
    began = f"{item.started:%Y-%m-%d %H:%M}" if item.started else "unknown         "
    state = item.ended if item.whole else f"{item.ended}, DAMAGED"
    client = f"  client {item.client}" if item.client else ""
    return f"{item.id}  {began}  {format_clock(item.length):>7}  {state}  {item.title}{client}"


@app.command()
def show(record: Annotated[str, ID], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Show what ran in a session; with --json every line of the journal."""
    entries = read_entries(_found(record))
    if as_json:
        for entry in entries:
            typer.echo(json.dumps(asdict(entry), default=str))
        return
    for moment in (entry.moment for entry in entries):
        if text := words(moment.event):
            clock = format_clock(moment.at.t)
            typer.echo(f"{moment.at.utc:%H:%M:%S}  T+ {clock:>7}  {text}")


@app.command()
def verify(record: Annotated[str, ID] = LAST) -> None:
    """Verify a record: every line in its place, whole and unchanged."""
    verdict = verify_record(_found(record))
    if not verdict.whole:
        raise RecordError(str(verdict))
    typer.echo(str(verdict))
