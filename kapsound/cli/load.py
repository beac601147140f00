"""Loads a playlist for a command, and prepares its sounds with the progress on the terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Unpack

from kapsound.cli.progress import progress
from kapsound.cli.talk import complain, say
from kapsound.config.read import read_settings
from kapsound.config.settings import Settings
from kapsound.core.spec import SessionSpec
from kapsound.paths import cache_dir, settings_path
from kapsound.sessions import prepare
from kapsound.sessions.check import findings, left_out, require_playable
from kapsound.sessions.load import LoadedPlaylist, load
from kapsound.sessions.playlists import find_playlist
from kapsound.sessions.prepare import PreparedSounds, Wishes
from kapsound.sessions.script import read_script
from kapsound.sessions.setup import SessionSetup, freeze


def settings_for(*keys: str) -> Settings:
    """Return the settings; say what is wrong about these keys, or with the whole file."""
    reading = read_settings(settings_path())
    for problem in reading.problems:
        if problem.key in ("", *keys):
            complain(problem)
    return reading.settings


def load_playlist(wanted: str, *keys: str) -> tuple[LoadedPlaylist, Settings]:
    """Read a playlist by its path or its name, and the settings as `settings_for` these keys."""
    settings = settings_for("playlists", "cache_limit", *keys)
    return load(find_playlist(wanted, settings.playlists)), settings


def frozen_session(playlist: str, do: Sequence[str] | None, seed: int | None) -> SessionSpec:
    """Return a playlist as a session with these commands, its sounds prepared."""
    loaded, settings = load_playlist(playlist)
    script = read_script(do or (), loaded.playlist)
    prepared = prepare_playable(loaded, settings)
    setup = SessionSetup(loaded, prepared.sounds, script=script, seed=seed)
    return freeze(setup, cache_dir(), settings)


def prepare_all(
    loaded: LoadedPlaylist, settings: Settings, **wishes: Unpack[Wishes]
) -> PreparedSounds:
    """Prepare all sounds of a playlist."""
    given = (loaded.roots, settings.cache_limit)
    with _preparing("preparing") as show:
        return prepare.prepare(loaded.recipes, cache_dir(), show, *given, **wishes)


def prepare_playable(
    loaded: LoadedPlaylist, settings: Settings, **wishes: Unpack[Wishes]
) -> PreparedSounds:
    """Prepare all sounds of a playlist; say what is left out."""
    prepared = prepare_all(loaded, settings, **wishes)
    for problem in left_out(loaded, prepared.left_out):
        if problem.severity == "warning":
            complain(problem)
    require_playable(findings(loaded, prepared))
    return prepared


def prepare_to_begin(loaded: LoadedPlaylist) -> PreparedSounds:
    """Prepare the safe bed alone; return all that is ready then."""
    with _preparing("preparing the safe bed") as show:
        prepared = prepare.prepare_to_begin(loaded, cache_dir(), show)
    require_playable(findings(loaded, prepared))
    return prepared


@contextmanager
def _preparing(what: str) -> Iterator[prepare.OnProgress]:
    try:
        with progress(what) as show:
            yield show
    except KeyboardInterrupt:
        say("Stopped. What is prepared is kept; the same command goes on from there.")
        raise
