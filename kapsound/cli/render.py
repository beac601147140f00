"""`kapsound render` writes a session into a file, by the loop that plays it live."""

from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.complete import record_ids
from kapsound.cli.load import frozen_session
from kapsound.cli.options import DO, PLAYLIST, SEED
from kapsound.cli.progress import job
from kapsound.cli.talk import say
from kapsound.cli.target import is_direct, target, unfinished
from kapsound.core.output import FILE, STDOUT, Output
from kapsound.errors import UsageError
from kapsound.paths import records_dir, spare_records_dir
from kapsound.processes import Values
from kapsound.record.store import find_record
from kapsound.text import quoted
from kapsound.units import format_clock, format_duration


def render(
    *,
    playlist: Annotated[str | None, PLAYLIST] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A .wav, .flac or .raw file, or a named pipe; - writes raw samples to stdout.",
        ),
    ],
    do: Annotated[list[str] | None, DO] = None,
    seed: Annotated[int | None, SEED] = None,
    record: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Render a recorded session again, by its record's id or last.",
            autocompletion=record_ids,
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over an existing file, once all is rendered.")
    ] = False,
) -> None:
    """Render a session into a sound file, faster than real time.

    Without a dose among the commands it is assumed at the written end of preparation. The same
    playlist, sounds, seed and commands give the same bytes. Raw samples are little-endian
    float32, left and right in turn, 48 kHz.
    """
    if (playlist is None) == (record is None):
        raise UsageError("render: name a playlist, or a record with --record ID; not both")
    if record is not None and (do or seed is not None):
        raise UsageError(
            "render: a record has its own commands and seed; leave out --do and --seed"
        )
    found = target(output, replace=replace)
    if playlist is None:
        request = _recorded(record or "")
    else:
        request = {"spec": frozen_session(playlist, do, seed).to_json()}
    done = _rendered(request, found, replace=replace)
    if done["assumed_dose"] is not None:
        say(f"No dose was given: it is assumed at {format_clock(done['assumed_dose'])}.")
    for seconds, command, reason in done["refused"]:
        say(f"At {format_clock(seconds)} the session refused {quoted(command)}: {reason}")
    say(f"{format_duration(done['seconds'])} rendered; digest of the sound {done['digest']}")


def _recorded(record: str) -> Values:
    records, spare = records_dir(), spare_records_dir()
    folders = find_record(records, record, spare)
    return {"record": folders.own.name, "records": str(records), "spare": str(spare)}


def _rendered(request: Values, path: Path | None, *, replace: bool) -> Values:
    if path is None:
        wanted = {**request, "output": str(Output(STDOUT)), "replace": False}
        return job("render", wanted, "rendering", stdout=True)
    try:
        with unfinished(path, replace=replace) as part:
            output = str(Output(FILE, str(part)))
            wanted = {**request, "output": output, "replace": is_direct(path)}
            return job("render", wanted, "rendering")
    except KeyboardInterrupt:
        say(f"Stopped; nothing was written to {path}.")
        raise
