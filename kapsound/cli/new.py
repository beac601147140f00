"""`kapsound new` drafts a whole playlist from a folder of music, or from another player's list."""

from collections.abc import Sequence
from os.path import commonpath
from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.complete import files, playlists
from kapsound.cli.library.scan import folder_of, scanned, told
from kapsound.cli.load import settings_for
from kapsound.cli.talk import say
from kapsound.core.draft import Assigned, Draft, assign, write_draft
from kapsound.core.lists import SUFFIXES, read_list
from kapsound.core.playlist.model import SHIPPED, Playlist
from kapsound.core.query import Facts
from kapsound.errors import MediaError, PlaylistError, Problem, UsageError
from kapsound.files import write_whole
from kapsound.library.find import beneath, by_paths
from kapsound.library.store import open_library
from kapsound.paths import library_path, ready_playlists
from kapsound.sessions.load import LoadedPlaylist, load
from kapsound.sessions.playlists import find_playlist
from kapsound.text import path_problem, quoted, visible
from kapsound.units import format_duration

DEFAULT_LIKE = "intramuscular"


def new(
    *,
    source: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER",
            help=f"A folder of music, or a list of another player ({', '.join(SUFFIXES)}).",
            autocompletion=files,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The playlist; left out, the folder's name here."
        ),
    ] = "",
    like: Annotated[
        str,
        typer.Option(
            metavar="PLAYLIST",
            help="The playlist whose phases, beds and cues it takes.",
            autocompletion=playlists,
        ),
    ] = DEFAULT_LIKE,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over an existing file.")
    ] = False,
) -> None:
    """Draft a playlist from a folder of music: it plays as it is, and says what to edit.

    The music is scanned into the library first, and sorted into the phases by how it measures,
    the calmest into the calmest phase. Beds and cues are those of the playlist it is like.
    """
    model = load(find_playlist(like, settings_for("playlists").playlists))
    place = Path(source).expanduser()
    path = _target(output or f"{place.resolve().stem}.toml", replace=replace)
    folder, tracks = _listed(place) if place.suffix.lower() in SUFFIXES else _beneath(source)
    assigned = assign(_named(tracks, folder), model.playlist)
    if not any(assigned.phases):
        raise MediaError(f"{source}: holds no music that a session can use; name another folder")
    write_whole(path, write_draft(_draft(place, like, model, folder, path), assigned))
    _tell(path, model.playlist, assigned)


def _target(name: str, *, replace: bool) -> Path:
    path = Path(name).expanduser().absolute()
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"--output {quoted(name)}: name a file in a folder that is there")
    if path.exists() and not replace:
        raise UsageError(f"{path} exists already; name another with --output, or give --replace")
    return path


def _beneath(source: str) -> tuple[Path, list[Facts]]:
    folder = folder_of(source)
    told(scanned([str(folder)], add=True))
    with open_library(library_path()) as library, library.begin() as connection:
        return folder, [track.facts for track in beneath(connection, str(folder))]


def _listed(place: Path) -> tuple[Path, list[Facts]]:
    path = place.resolve()
    try:
        listed = read_list(path.read_bytes(), str(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PlaylistError([Problem(str(place), reason)]) from error
    for reason in listed.refused:
        say(f"kapsound: {place}: {reason}")
    there = [str(Path(file).resolve()) for file in listed.files]
    if there:  # for no place at all every known folder would be scanned
        told(scanned(there))
    with open_library(library_path()) as library, library.begin() as connection:
        known = by_paths(connection, there)
    if not known:
        raise MediaError(f"{place}: names no music that can be used; look at what is said of it")
    return Path(commonpath([Path(file).parent for file in known])), [
        known[file].facts for file in there if file in known
    ]


def _named(tracks: Sequence[Facts], folder: Path) -> list[Facts]:
    """Return the tracks whose paths a playlist may hold; say which may not."""
    kept = []
    for track in tracks:
        if fault := path_problem(Path(track.path).relative_to(folder).as_posix()):
            say(f"kapsound: {track.path}: its name {fault}. Rename the file.")
        else:
            kept.append(track)
    return kept


def _draft(source: Path, like: str, model: LoadedPlaylist, folder: Path, path: Path) -> Draft:
    shipped = Path(model.root) == ready_playlists().resolve()
    inside = folder.is_relative_to(path.parent.resolve())
    media = folder.relative_to(path.parent.resolve()) if inside else folder
    return Draft(
        title=visible(source.resolve().stem)[:200] or "A draft",
        source=str(source),
        like=model.text,
        name=like,
        root=SHIPPED if shipped else model.root,
        media=media.as_posix(),
        folder=str(folder),
    )


def _tell(path: Path, like: Playlist, assigned: Assigned) -> None:
    for phase, tracks in zip(like.phases, assigned.phases, strict=True):
        music = format_duration(round(sum(track.length for track in tracks)))
        count = f"{len(tracks)} track{'' if len(tracks) == 1 else 's'}"
        words = f"{count}, {music} of music" if tracks else "no track; its beds play alone"
        say(f"{phase.name}, {format_duration(phase.length)}: {words}")
    if assigned.left_out:
        reasons = "too short, silent, far too loud, or more than there is time for"
        say(f"{len(assigned.left_out)} left out: {reasons}.")
    say(f"{path} is written. Next: kapsound check {path}")
