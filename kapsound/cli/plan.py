"""Runs `kapsound plan`: which tracks would play when, and how each phase would end."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from kapsound.cli.load import DO, PLAYLIST, load_playlist, prepare_playable, settings_for
from kapsound.cli.talk import say
from kapsound.core.commands import Dose, Request
from kapsound.core.course import Course, PhaseCourse, PlayedTrack, assumed_dose, course
from kapsound.core.history import landing_words
from kapsound.core.material import Material
from kapsound.core.spec import ScriptedCommand
from kapsound.core.wording import show_command
from kapsound.paths import cache_dir
from kapsound.sessions.order import SessionOrder, freeze
from kapsound.sessions.script import read_script
from kapsound.text import quoted, visible
from kapsound.units import format_clock, format_duration, to_seconds

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def plan(
    *,
    playlist: Annotated[str, PLAYLIST],
    do: Annotated[list[str] | None, DO] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Another seed than the playlist's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON object.")] = False,
) -> None:
    """Say which tracks play when and how each phase ends.

    With commands, it is the plan as it stands after them. Without a dose among them it is
    assumed at the written end of preparation. Nothing sounds.
    """
    settings = settings_for("playlists", "cache_limit")
    loaded = load_playlist(playlist, settings)
    given = read_script(do or (), loaded.playlist)
    order = SessionOrder(loaded, prepare_playable(loaded, settings).sounds, seed=seed)
    material = freeze(order, cache_dir(), settings).material()
    found, dose = _course(material, given)
    if dose is not None:
        say(f"No dose was given: it is assumed at {format_clock(dose)}.")
    for frame, number, reason in found.refused:
        what = quoted(show_command(given[int(number)].command))
        say(f"At {format_clock(to_seconds(frame))} the session would refuse {what}: {reason}")
    if as_json:
        typer.echo(json.dumps(_values(material, found, dose)))
        return
    for line in _lines(found):
        typer.echo(visible(line))


def _course(material: Material, given: Sequence[ScriptedCommand]) -> tuple[Course, float | None]:
    """Return the course after the commands, and the seconds at which a dose was assumed."""
    timed = [
        (item.frame, Request(str(place), item.command, confirmed=True))
        for place, item in enumerate(given)
    ]
    dose = assumed_dose(material, (request.command.name for _, request in timed))
    if dose is None:
        return course(material, timed), None
    return course(material, [*timed, (dose, Request("dose", Dose()))]), to_seconds(dose)


def _lines(found: Course) -> Iterator[str]:
    for phase in found.phases:
        begin = format_clock(to_seconds(phase.begin))
        end = "" if phase.end is None else f" to {format_clock(to_seconds(phase.end))}"
        yield f"{phase.name}, {begin}{end}: ends {landing_words(phase.landing, phase.moved)}"
        entries = [(track.begin, _track(track)) for track in phase.tracks]
        entries += [(ahead.at, f"cue {quoted(ahead.cue.label)}") for ahead in phase.cues]
        for frame, words in sorted(entries):
            yield f"  {format_clock(to_seconds(frame)):>8}  {words}"


def _track(track: PlayedTrack) -> str:
    how = f", crossfade {format_duration(track.crossfade)}" if track.crossfade else ""
    return f"{track.title}{how}"


def _values(material: Material, found: Course, dose: float | None) -> dict[str, Any]:
    return {
        "title": material.title,
        "t": to_seconds(found.frame),
        "assumed_dose": dose,
        "refused": [[to_seconds(frame), reason] for frame, _, reason in found.refused],
        "phases": [_phase(phase) for phase in found.phases],
    }


def _phase(phase: PhaseCourse) -> dict[str, Any]:
    return {
        "name": phase.name,
        "begin": to_seconds(phase.begin),
        "end": None if phase.end is None else to_seconds(phase.end),
        "landing": phase.landing,
        "moved": phase.moved,
        "tracks": [
            {
                "id": track.id,
                "title": track.title,
                "begin": to_seconds(track.begin),
                "crossfade": track.crossfade,
                "ahead": track.ahead,
            }
            for track in phase.tracks
        ],
        "cues": [
            {"id": ahead.cue.id, "label": ahead.cue.label, "t": to_seconds(ahead.at)}
            for ahead in phase.cues
        ],
    }
