"""`kapsound render`: a session into a file, by the loop that plays it live."""

from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.load import DO, freeze, job, load, script
from kapsound.cli.talk import say
from kapsound.errors import UsageError
from kapsound.paths import records_dir, spare_records_dir
from kapsound.units import format_clock, format_duration

app = typer.Typer(rich_markup_mode=None)


@app.command()
def render(
    *,
    playlist: Annotated[Path | None, typer.Argument(help="The playlist file (TOML).")] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A .wav, .flac or .raw file; - for stdout."
        ),
    ],
    do: Annotated[list[str] | None, DO] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed than the playlist's.")] = None,
    record: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Render a recorded session again, by its record."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over an existing file.")
    ] = False,
) -> None:
    """Render a session into a sound file, faster than real time.

    Without a dose among the commands it is assumed at the written end of preparation.
    The same playlist, sounds, seed and commands give the same bytes.
    """
    if (playlist is None) == (record is None):
        raise UsageError("name a playlist, or a record with --record ID; not both")
    target = output if output == "-" else f"file:{Path(output).absolute()}"
    request: dict[str, object] = {"output": target, "replace": replace}
    if playlist is not None:
        spec = freeze(load(playlist), script(do or ()), seed=seed)
        request["spec"] = spec.to_json()
    else:
        request |= {
            "record": record,
            "records": str(records_dir()),
            "spare": str(spare_records_dir()),
        }
    done = job("render", request, "rendering")
    if done["assumed_dose"] is not None:
        say(f"No dose was given: it is assumed at {format_clock(done['assumed_dose'])}.")
    say(f"{format_duration(done['seconds'])} rendered; digest of the sound {done['digest']}")
