"""`kapsound play` plays a session in the room."""

import sys
from dataclasses import replace
from typing import Annotated

import typer

from kapsound.cli.client import judge
from kapsound.cli.follow import follow
from kapsound.cli.home import session_runs
from kapsound.cli.load import load_playlist, prepare_playable, prepare_to_begin
from kapsound.cli.options import DO, OUTPUT, PLAYLIST
from kapsound.cli.talk import at_terminal, complain, say
from kapsound.core.output import SILENT, Output, destinations
from kapsound.core.spec import SessionSpec
from kapsound.errors import BusyError, DeviceError
from kapsound.paths import cache_dir, records_dir, runtime_dir, spare_records_dir
from kapsound.record.store import open_records
from kapsound.sessions.script import read_script
from kapsound.sessions.setup import SessionSetup, freeze, notice_of, outputs_of
from kapsound.sessions.start import start_feeder, start_player
from kapsound.tui import run as open_screen
from kapsound.tui.opening import Play


def play(
    *,
    playlist: Annotated[str, PLAYLIST],
    headless: Annotated[
        bool, typer.Option("--headless", help="Without a screen: a plain line of progress.")
    ] = False,
    client: Annotated[
        str, typer.Option(metavar="CODE", help="The client's code for the record; never a name.")
    ] = "",
    output: Annotated[str, OUTPUT] = "",
    now: Annotated[
        bool,
        typer.Option(
            "--now",
            help="Start as soon as the safe bed is prepared, without the screen's looking over; "
            "the other sounds come in as they are ready.",
        ),
    ] = False,
    do: Annotated[list[str] | None, DO] = None,
) -> None:
    """Play a session: look it over on the screen, then start it.

    With --headless or --now, or away from a terminal, it starts at once and is followed by a
    plain line of progress; Ctrl-C twice ends it with its closing fade. It goes on when this
    terminal is closed; `kapsound control` commands it, from anywhere.
    """
    if session_runs("play"):
        raise BusyError("a session runs already; `kapsound status` says how it stands")
    judge(client, "--client: ")
    if open_records(records_dir(), spare_records_dir()):
        say("A session broke off and is still open: `kapsound resume` goes on with it.")
    loaded, settings = load_playlist(playlist, "buffering")
    to = outputs_of(settings, output)
    script = read_script(do or (), loaded.playlist)
    if not headless and not now and at_terminal():
        raise typer.Exit(open_screen(Play(loaded.file, client, output, script)))
    prepared = prepare_to_begin(loaded) if now else prepare_playable(loaded, settings)
    notice = notice_of(len(prepared.sounds), len(loaded.recipes)) if now else ""
    if notice:
        say(f"{notice}.")
    setup = SessionSetup(loaded, prepared.sounds, client, to, script, notice)
    record = _start(spec := freeze(setup, cache_dir(), settings))
    if notice:
        start_feeder(spec, runtime_dir(), settings.cache_limit)
    say(f'"{loaded.playlist.title}" begins. Its record is {record}.')
    follow(record)


def _start(spec: SessionSpec) -> str:
    try:
        return start_player(spec, runtime_dir())
    except DeviceError as error:
        if spec.outputs[0].output != Output() or not sys.stdin.isatty():
            raise
        complain(error)
        if not typer.confirm("Run the session silently instead?", default=False, err=True):
            raise typer.Exit(error.exit_code) from error
        return start_player(replace(spec, outputs=destinations(SILENT.form)), runtime_dir())
