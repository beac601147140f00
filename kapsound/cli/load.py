"""Loads a playlist for a command, and prepares its sounds with the progress on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Unpack

import typer

from kapsound.cli.complete import playlists
from kapsound.cli.progress import progress
from kapsound.cli.talk import complain, say
from kapsound.config import Settings, read_settings
from kapsound.paths import cache_dir, settings_path
from kapsound.sessions import prepare
from kapsound.sessions.check import findings, left_out, require_playable
from kapsound.sessions.load import LoadedPlaylist, load
from kapsound.sessions.playlists import find_playlist
from kapsound.sessions.prepare import PreparedSounds, Wishes

PLAYLIST = typer.Argument(
    metavar="PLAYLIST",
    help="A playlist file (TOML), or the name of one of the settings' folders or of kapsound's.",
    autocompletion=playlists,
)
DO = typer.Option(
    "--do",
    metavar='"MM:SS COMMAND"',
    help='A command at a session time, such as "0:20 dose"; may be repeated. '
    "`kapsound control --help` lists the commands.",
)


def settings_for(*keys: str) -> Settings:
    """Return the settings; say what is wrong about these keys, or with the whole file."""
    reading = read_settings(settings_path())
    for problem in reading.problems:
        if problem.key in ("", *keys):
            complain(problem)
    return reading.settings


def load_playlist(wanted: str, settings: Settings) -> LoadedPlaylist:
    """Read a playlist by its path or its name.

    Raises:
        PlaylistError: there is none, it cannot be read, or holds problems.

    """
    return load(find_playlist(wanted, settings.playlists))


def prepare_all(
    loaded: LoadedPlaylist, settings: Settings, **wishes: Unpack[Wishes]
) -> PreparedSounds:
    """Prepare all sounds of a playlist."""
    given = (loaded.root, settings.cache_limit)
    with _kept(), progress("preparing") as show:
        return prepare.prepare(loaded.recipes, cache_dir(), show, *given, **wishes)


def prepare_playable(
    loaded: LoadedPlaylist, settings: Settings, **wishes: Unpack[Wishes]
) -> PreparedSounds:
    """Prepare all sounds of a playlist; say what is left out.

    Raises:
        PlaylistError: nothing can begin with what there is.

    """
    prepared = prepare_all(loaded, settings, **wishes)
    for problem in left_out(loaded, prepared.left_out):
        if problem.severity == "warning":
            complain(problem)
    require_playable(findings(loaded, prepared))
    return prepared


def prepare_to_begin(loaded: LoadedPlaylist) -> PreparedSounds:
    """Prepare the safe bed alone; return all that is ready then.

    Raises:
        PlaylistError: nothing can begin with what there is.

    """
    with _kept(), progress("preparing the safe bed") as show:
        prepared = prepare.prepare_to_begin(loaded, cache_dir(), show)
    require_playable(findings(loaded, prepared))
    return prepared


@contextmanager
def _kept() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped. What is prepared is kept; the same command goes on from there.")
        raise
