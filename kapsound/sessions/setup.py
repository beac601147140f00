"""Says how a prepared playlist is to be played, and freezes that into a session."""

from dataclasses import dataclass
from pathlib import Path

from kapsound.config.settings import Settings
from kapsound.core.output import Destination, parse_output
from kapsound.core.spec import ScriptedCommand, SessionSpec
from kapsound.sessions.load import LoadedPlaylist
from kapsound.sessions.prepare import Sound
from kapsound.sessions.script import require_known


@dataclass(frozen=True, slots=True)
class SessionSetup:
    """A session to be started.

    `notice` is what the therapist should know from the start; without a `seed` it is the
    playlist's.
    """

    loaded: LoadedPlaylist
    sounds: tuple[Sound, ...]
    client: str = ""
    outputs: tuple[Destination, ...] = (Destination(),)
    script: tuple[ScriptedCommand, ...] = ()
    notice: str = ""
    seed: int | None = None


def freeze(setup: SessionSetup, cache: Path, settings: Settings) -> SessionSpec:
    """Return a setup as a session that can be played or rendered.

    Raises:
        UsageError: its script names a bed or a cue that the playlist does not have.

    """
    loaded, playlist = setup.loaded, setup.loaded.playlist
    require_known(setup.script, playlist)
    return SessionSpec(
        text=loaded.text,
        file=str(loaded.file),
        root=loaded.root,
        cache=str(cache),
        index=setup.sounds,
        seed=playlist.seed if setup.seed is None else setup.seed,
        title=playlist.title,
        client=setup.client,
        outputs=setup.outputs,
        script=setup.script,
        notice=setup.notice,
        buffering=settings.buffering,
        roots=loaded.named,
    )


def notice_of(ready: int, total: int) -> str:
    """Return what is to be known of a session that begins before all its sounds are ready.

    It is empty where all are.
    """
    return f"{ready} of {total} sounds are ready; the beds play meanwhile" if ready < total else ""


def outputs_of(settings: Settings, asked: str | None = None) -> tuple[Destination, ...]:
    """Return the output that was asked for, at its level in the settings, or else all of theirs.

    Raises:
        UsageError: what is named is no output.

    """
    if asked is None:
        found = (Destination(parse_output(item.name), item.level) for item in settings.outputs)
        return tuple(found) or (Destination(),)
    return (Destination(parse_output(asked), settings.level_of(asked)),)
