"""From a playlist file to a session that can be played: read, prepare, freeze."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from kapsound.cli.talk import StatusLine, progress_text, say
from kapsound.core.material import recipes
from kapsound.core.playlist.model import Playlist
from kapsound.core.playlist.parse import decode_playlist, parse_playlist
from kapsound.core.prepared import PreparedAudio, Recipe, recipe_from_json, recipe_to_json
from kapsound.core.wording import parse_command
from kapsound.errors import MediaError, PlaylistError, Problem, UsageError
from kapsound.jobs.launch import Values, run_job
from kapsound.paths import cache_dir
from kapsound.player.spec import ScriptedCommand, SessionSpec
from kapsound.units import parse_clock, to_frames

Prepared = tuple[tuple[Recipe, PreparedAudio], ...]
Refused = tuple[tuple[Recipe, str], ...]
DO = typer.Option(
    "--do", metavar='"MM:SS COMMAND"', help="A command at a session time; may be repeated."
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A playlist as it was read; `root` is its absolute media root."""

    text: str
    file: Path
    playlist: Playlist
    root: str


def load(file: Path) -> Loaded:
    """Read and validate a playlist file.

    Raises:
        PlaylistError: it cannot be read, or holds problems.

    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise PlaylistError([Problem(str(file), reason)]) from error
    text = decode_playlist(raw, str(file))
    playlist = parse_playlist(text, str(file))
    root = (file.absolute().parent / playlist.media).resolve()
    return Loaded(text, file, playlist, str(root))


def job(name: str, request: Values, what: str) -> Values:
    """Run a job with its progress on the terminal."""
    with StatusLine() as line:
        return run_job(
            name,
            request,
            lambda values: line.show(
                progress_text(what, values), shutil.get_terminal_size().columns
            ),
        )


def prepared(loaded: Loaded) -> tuple[Prepared, Refused]:
    """Prepare all sounds of a playlist; return what is ready, and what is not with the reason."""
    wanted = recipes(loaded.playlist, loaded.root)
    request = {"recipes": [recipe_to_json(item) for item in wanted], "cache": str(cache_dir())}
    done = job("prepare", request, "preparing")
    index = [(recipe_from_json(recipe), PreparedAudio(**audio)) for recipe, audio in done["index"]]
    refused = [(recipe_from_json(recipe), reason) for recipe, reason in done["refused"]]
    return tuple(index), tuple(refused)


def prepare(loaded: Loaded) -> Prepared:
    """Prepare all sounds of a playlist; say what has to be left out.

    Raises:
        MediaError: the safe bed cannot be prepared.

    """
    index, refused = prepared(loaded)
    for _, reason in refused:
        say(f"kapsound: left out: {reason}")
    safe_bed = recipes(loaded.playlist, loaded.root)[0]
    if safe_bed in dict(refused):
        raise MediaError("the safe bed cannot be prepared; choose another in safe_bed")
    return index


def script(given: Sequence[str]) -> tuple[ScriptedCommand, ...]:
    """Read `--do` options, each a session time and a command.

    Raises:
        UsageError: one is not written as it should be; it is named.

    """
    return tuple(_scripted(text) for text in given)


def _scripted(text: str) -> ScriptedCommand:
    time, _, command = text.strip().partition(" ")
    try:
        seconds = parse_clock(time)
    except ValueError as error:
        raise UsageError(f'--do "{text}": {error}. Write: --do "0:20 dose"') from error
    try:
        parse_command(command)
    except UsageError as error:
        raise UsageError(f'--do "{text}": {error}') from error
    return ScriptedCommand(to_frames(seconds), command)


def freeze(
    loaded: Loaded,
    commands: tuple[ScriptedCommand, ...],
    *,
    seed: int | None = None,
    client: str = "",
    output: str = "",
) -> SessionSpec:
    """Prepare a playlist and return it as a session that can be played or rendered."""
    index = prepare(loaded)
    return SessionSpec(
        text=loaded.text,
        file=str(loaded.file),
        root=loaded.root,
        cache=str(cache_dir()),
        index=index,
        seed=loaded.playlist.seed if seed is None else seed,
        title=loaded.playlist.title,
        client=client,
        output=output,
        script=commands,
    )
