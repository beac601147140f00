"""`kapsound listen` plays one source by itself, as loud as a session would."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from kapsound.cli.complete import files
from kapsound.cli.load import settings_for
from kapsound.cli.options import JSON, OUTPUT
from kapsound.cli.progress import job, progress
from kapsound.control import STUCK, Role, open_client
from kapsound.core.assembly import levelled, span
from kapsound.core.instructions import Clip
from kapsound.core.output import FILE, STDOUT, Output, parse_output, unheard
from kapsound.core.playlist.model import LARGEST_SEED, SYNTHS, Playlist, SynthSource
from kapsound.core.prepared import FileRecipe, PreparedAudio, Recipe, SynthRecipe
from kapsound.errors import BusyError, MediaError, NoSessionError, UsageError
from kapsound.paths import cache_dir
from kapsound.sessions.prepare import prepare
from kapsound.text import nearest, quoted
from kapsound.units import Frames, format_duration, parse_duration, to_frames, to_seconds

SHORTEST_S, LONGEST_S = 1.0, 3_600.0


def _sources(incomplete: str) -> list[str]:
    """Return the synthesized sources, and the files that begin so, for the shell."""
    return [*SYNTHS, *files(incomplete)]


def listen(
    *,
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A synthesized source by name, such as ocean, or a sound file.",
            autocompletion=_sources,
        ),
    ],
    length: Annotated[
        str, typer.Option(metavar="LENGTH", help="How long it is heard, such as 90s or 2m.")
    ] = "30s",
    seed: Annotated[
        int,
        typer.Option(metavar="NUMBER", min=0, max=LARGEST_SEED, help="Another sound of its kind."),
    ] = 0,
    output: Annotated[str, OUTPUT] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Hear one synthesized source or sound file, and how it measures.

    It is brought to the loudness of a session, rises softly and leaves softly; Ctrl-C lets it
    fade. A synthesized source is the one that a playlist's bed of that name and seed would be,
    and loops; a file is heard from its beginning, to its end at most.
    """
    frames, recipe, to = _length(length), _recipe(source, seed), parse_output(output)
    _refuse_beside_session(to)
    audio = _prepared(recipe)
    facts = measurements(audio)
    typer.echo(json.dumps(facts) if as_json else "\n".join(_rows(facts)))
    _refuse_beside_session(to)
    clip = clip_of(audio, loop=isinstance(recipe, SynthRecipe))
    request = {
        "clip": asdict(clip),
        "frames": frames if clip.loop else min(frames, clip.frames),
        "cache": str(cache_dir()),
        "output": output,
        "paced": to.kind.heard,
    }
    job("listen", request, "listening")


def clip_of(audio: PreparedAudio, *, loop: bool) -> Clip:
    """Return prepared audio as it is heard: without silent ends, at the usual loudness."""
    start, end = (Frames(0), audio.frames) if loop else span(audio)
    if end <= start:
        raise MediaError("it is silent from end to end; there is nothing to hear")
    gain = levelled(audio, Playlist.model_fields["loudness"].default)
    return Clip(audio.key, start, end, gain, loop)


def measurements(audio: PreparedAudio) -> dict[str, Any]:
    """Return how a sound measures: LUFS (None: too quiet or short), dBTP, LU, and seconds."""
    return {
        "loudness": audio.loudness,
        "true_peak": audio.true_peak,
        "loudness_range": audio.loudness_range,
        "length": to_seconds(audio.frames),
    }


def _rows(facts: dict[str, Any]) -> list[str]:
    loudness = facts["loudness"]
    return [
        f"loudness        {'none' if loudness is None else f'{loudness:.1f} LUFS'}",
        f"true peak       {facts['true_peak']:.1f} dBTP",
        f"loudness range  {facts['loudness_range']:.1f} LU",
        f"length          {format_duration(round(facts['length'], 1))}",
    ]


def _length(text: str) -> Frames:
    try:
        seconds = parse_duration(text)
    except ValueError as error:
        raise UsageError(f'--length "{text}": {error}') from error
    if not SHORTEST_S <= seconds <= LONGEST_S:
        low, high = format_duration(SHORTEST_S), format_duration(LONGEST_S)
        raise UsageError(f'--length "{text}": listen for {low} to {high}')
    return to_frames(seconds)


def _recipe(source: str, seed: int) -> Recipe:
    if source in SYNTHS:
        return SynthRecipe(source, seed, SynthSource(source).length)
    if seed:
        raise UsageError(f"--seed {seed}: only a synthesized source has a seed; leave it out")
    path = Path(source).absolute()
    if not path.exists() and path.suffix == "" and Path(source).name == source:
        there = nearest(source, SYNTHS) or f"; there are: {', '.join(SYNTHS)}"
        raise UsageError(f"{quoted(source)} is neither a synthesized source nor a file{there}")
    return FileRecipe(str(path))


def _prepared(recipe: Recipe) -> PreparedAudio:
    limit = settings_for("cache_limit").cache_limit
    with progress("preparing") as show:
        sounds, left_out = prepare([recipe], cache_dir(), show, limit=limit)
    for _, reason in left_out:
        raise MediaError(reason)
    return sounds[0][1]


def _refuse_beside_session(output: Output) -> None:
    """Let nothing sound beside a session that may be heard on the same output."""
    if output.kind == STDOUT:
        raise UsageError(
            f"--output {output}: the measurements go to stdout; write to {FILE.form} instead"
        )
    if not output.kind.heard:
        return
    try:
        with open_client(Role.SCRIPT, "listen", timeout_s=2.0) as client:
            taken = [parse_output(item["name"]) for item in client.status()["outputs"]]
    except NoSessionError as error:
        if str(error) != STUCK:
            return
        taken = [Output()]
    # Which device is the system's default is not known here, so it may be the same.
    if any(item.kind.heard and (item == output or Output() in (item, output)) for item in taken):
        raise BusyError(
            "a session is running on this output, and nothing else may sound there; wait until "
            f"it is over, or listen without sound: {unheard()}"
        )
