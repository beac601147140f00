"""From a playlist file to a session that can be played: read, prepare, look over, freeze."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kapsound.core.assembly import recipes
from kapsound.core.check import check, refused
from kapsound.core.output import Destination
from kapsound.core.playlist.model import Playlist
from kapsound.core.playlist.parse import decode_playlist, parse_playlist
from kapsound.core.prepared import PreparedAudio, Recipe, recipe_from_json, recipe_to_json
from kapsound.core.spec import ScriptedCommand, SessionSpec
from kapsound.errors import PlaylistError, Problem
from kapsound.processes import Values, run_job

Sound = tuple[Recipe, PreparedAudio]
Prepared = tuple[Sound, ...]
Refused = tuple[tuple[Recipe, str], ...]
Runner = Callable[[str, Values, Callable[[Values], None]], Values]
# What is about to be played, but is not being prepared, is not yet known to be needed.
_EVICT_NOTHING = {"limit": sys.maxsize}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A playlist as it was read; `root` is its absolute media root."""

    text: str
    file: Path
    playlist: Playlist
    root: str

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """Every sound the playlist asks for, the safe bed first."""
        return recipes(self.playlist, self.root)

    def with_text(self, text: str) -> "Loaded":
        """Return the same file's playlist with another text, as edited for one session.

        Raises:
            PlaylistError: the text holds problems.

        """
        return replace(self, text=text, playlist=parse_playlist(text, str(self.file)))


def load(file: Path) -> Loaded:
    """Read and validate a playlist file.

    Raises:
        PlaylistError: it cannot be read, or holds problems.

    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        reason = f"cannot be read: {_why(file, error)}"
        raise PlaylistError([Problem(str(file), reason)]) from error
    text = decode_playlist(raw, str(file))
    playlist = parse_playlist(text, str(file))
    root = (file.absolute().parent / playlist.media).resolve()
    return Loaded(text, file, playlist, str(root))


def _why(file: Path, error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name the playlist file in it"
    if isinstance(error, FileNotFoundError):
        beside = {path.stem: path for path in file.parent.glob("*.toml")}
        near = get_close_matches(file.stem, beside, n=1)
        hint = f'; did you mean "{beside[near[0]]}"?' if near else ""
        return f"there is no such file{hint}"
    return error.strerror or str(error)


def prepared(
    loaded: Loaded,
    cache: Path,
    on_progress: Callable[[Values], None],
    run: Runner = run_job,
    care: Values = MappingProxyType({}),
) -> tuple[Prepared, Refused]:
    """Prepare all sounds of a playlist; return what is ready, and what is not with the reason.

    `care` holds what else the prepare job may be asked, such as `verify` and `limit`.

    Raises:
        KapsoundError: the cache cannot be written, or preparing itself fails.

    """
    request = _request(loaded, loaded.recipes, cache)
    return _found(run("prepare", {**request, **care}, on_progress))


def prepared_to_begin(
    loaded: Loaded, cache: Path, on_progress: Callable[[Values], None], run: Runner = run_job
) -> tuple[Prepared, Refused]:
    """Prepare the safe bed alone; return it with all else that is ready already.

    The rest is given as `prepared` gives what is not ready. Without a safe bed nothing is.

    Raises:
        KapsoundError: the cache cannot be written, or preparing itself fails.

    """
    wanted = loaded.recipes
    first = {**_request(loaded, wanted[:1], cache), **_EVICT_NOTHING}
    index, left_out = _found(run("prepare", first, on_progress))
    if not index:
        return index, left_out
    look = {**_request(loaded, wanted, cache), "lookup": True}
    return _found(run("prepare", look, lambda _: None))


def _request(loaded: Loaded, wanted: Sequence[Recipe], cache: Path) -> dict[str, Any]:
    recipes_json = [recipe_to_json(item) for item in wanted]
    return {"recipes": recipes_json, "cache": str(cache), "root": loaded.root}


def _found(done: Values) -> tuple[Prepared, Refused]:
    left_out = [(recipe_from_json(recipe), reason) for recipe, reason in done["refused"]]
    return tuple(map(sound_of, done["index"])), tuple(left_out)


def sound_of(pair: Sequence[Any]) -> Sound:
    """Return a recipe and its audio from the pair in which the prepare job tells of them."""
    recipe, audio = pair
    return recipe_from_json(recipe), PreparedAudio(**audio)


def notice_of(ready: int, total: int) -> str:
    """Return what is to be known of a session that begins before all its sounds are ready.

    It is empty where all are.
    """
    return f"{ready} of {total} sounds are ready; the beds play meanwhile" if ready < total else ""


def findings(loaded: Loaded, index: Prepared, left_out: Refused) -> tuple[Problem, ...]:
    """Return all that would go wrong in the room, in the order of the file."""
    where, source = (loaded.playlist, loaded.root), (loaded.text, str(loaded.file))
    known: Mapping[Recipe, PreparedAudio] = dict(index)
    found = [*refused(*where, left_out, *source), *check(*where, known, *source)]
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def freeze(  # noqa: PLR0913 - a session is all of these
    loaded: Loaded,
    index: Prepared,
    cache: Path,
    *,
    seed: int | None = None,
    client: str = "",
    outputs: tuple[Destination, ...] = (Destination(),),
    script: tuple[ScriptedCommand, ...] = (),
    notice: str = "",
    buffering: str = "usual",
) -> SessionSpec:
    """Return a prepared playlist as a session that can be played or rendered."""
    return SessionSpec(
        text=loaded.text,
        file=str(loaded.file),
        root=loaded.root,
        cache=str(cache),
        index=index,
        seed=loaded.playlist.seed if seed is None else seed,
        title=loaded.playlist.title,
        client=client,
        outputs=outputs,
        script=script,
        notice=notice,
        buffering=buffering,
    )
