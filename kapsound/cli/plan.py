"""Runs `kapsound plan`: which tracks would play when, and how each phase would end."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from kapsound.cli.load import frozen_session
from kapsound.cli.options import DO, JSON, PLAYLIST, SEED
from kapsound.cli.talk import say
from kapsound.core.commands import Request
from kapsound.core.course import Course, PhaseCourse, PlayedTrack, course
from kapsound.core.history import landing_words
from kapsound.core.wording import show_command
from kapsound.sessions.script import with_dose
from kapsound.text import credited, quoted, visible
from kapsound.units import Frames, format_clock, format_duration, to_seconds


def plan(
    *,
    playlist: Annotated[str, PLAYLIST],
    do: Annotated[list[str] | None, DO] = None,
    seed: Annotated[int | None, SEED] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Say which tracks play when and how each phase ends.

    With commands, it is the plan as it stands after them. Without a dose among them it is
    assumed at the written end of preparation. Nothing sounds.
    """
    spec, dose = with_dose(frozen_session(playlist, do, seed))
    timed = [
        (item.frame, Request(str(place), item.command, confirmed=True))
        for place, item in enumerate(spec.script)
    ]
    found = course(spec.material(), timed)
    if dose is not None:
        say(f"No dose was given: it is assumed at {format_clock(to_seconds(dose))}.")
    for frame, number, reason in found.refused:
        what = quoted(show_command(spec.script[int(number)].command))
        say(f"At {format_clock(to_seconds(frame))} the session would refuse {what}: {reason}")
    if as_json:
        typer.echo(json.dumps(_values(spec.title, found, dose)))
        return
    for line in _lines(found):
        typer.echo(visible(line))


def _lines(found: Course) -> Iterator[str]:
    for phase in found.phases:
        begin = format_clock(to_seconds(phase.begin))
        end = "" if phase.end is None else f" to {format_clock(to_seconds(phase.end))}"
        yield f"{phase.name}, {begin}{end}: ends {landing_words(phase.landing, phase.moved)}"
        entries = [(track.begin, _words(track)) for track in phase.tracks]
        entries += [(ahead.at, f"cue {quoted(ahead.cue.label)}") for ahead in phase.cues]
        for frame, words in sorted(entries):
            yield f"  {format_clock(to_seconds(frame)):>8}  {words}"


def _words(track: PlayedTrack) -> str:
    how = f", crossfade {format_duration(track.crossfade)}" if track.crossfade else ""
    return f"{credited(track.title, track.artist)}{how}"


def _values(title: str, found: Course, dose: Frames | None) -> dict[str, Any]:
    return {
        "title": title,
        "t": to_seconds(found.frame),
        "assumed_dose": None if dose is None else to_seconds(dose),
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
        "tracks": [asdict(track) | {"begin": to_seconds(track.begin)} for track in phase.tracks],
        "cues": [
            {"id": ahead.cue.id, "label": ahead.cue.label, "t": to_seconds(ahead.at)}
            for ahead in phase.cues
        ],
    }
