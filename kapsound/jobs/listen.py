"""Plays one prepared sound by the player's own mixer, without a session.

SIGINT and SIGTERM end it with a fade.
"""

from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kapsound.audio.clip_opener import ClipOpener
from kapsound.audio.mixer import Mixer
from kapsound.audio.readahead import ReadAhead
from kapsound.audio.sinks.base import Opening, Sink
from kapsound.audio.sinks.opening import open_sink
from kapsound.cache.lease import lease
from kapsound.core.instructions import Bus, Clip, StartVoice, StopVoice, VoiceId
from kapsound.core.output import parse_output
from kapsound.errors import MediaError
from kapsound.jobs.work import Report, stop_on_signal
from kapsound.processes import Values
from kapsound.units import GRID, Frames, to_frames, to_seconds

FADE_S = 3.0
LEAVE_S = 1.0
REPORT_S = 0.2
_VOICE = VoiceId(1)


@dataclass(frozen=True, slots=True)
class Audition:
    """A clip to be heard for so many frames, with soft fades at both ends."""

    clip: Clip
    frames: Frames

    @property
    def fade(self) -> Frames:
        """The length of either fade: 3 s, but no more than a third of the whole."""
        return Frames(min(to_frames(FADE_S), self.frames // 3))

    @property
    def leaves(self) -> Frames:
        """The grid start at which the last fade begins."""
        return Frames((self.frames - self.fade) // GRID * GRID)


def work(request: Values, report: Report) -> dict[str, Any]:
    """Play a `clip` of the prepared audio in `cache` for so many `frames` on `output`.

    With `paced` it is played in real time, else as fast as the output takes it. Reports how many
    seconds are `done` of the `total`; answers what was `heard`, and whether it was `stopped`.
    """
    audition = Audition(Clip(**request["clip"]), Frames(request["frames"]))
    cache = Path(request["cache"])
    stop = stop_on_signal()
    paced = bool(request["paced"])
    with ExitStack() as stack:
        stack.enter_context(lease(cache, {audition.clip.key}, "listen"))
        ahead = stack.enter_context(closing(ReadAhead())) if paced else None
        opener = stack.enter_context(closing(ClipOpener(cache, ahead)))
        mixer = Mixer(opener.open)
        mixer.apply(StartVoice(_VOICE, Bus.AMBIENCE, audition.clip, audition.fade), 0)
        sink = open_sink(parse_output(request["output"]), Opening(live=paced))
        with closing(sink):
            heard = play(mixer, audition, sink, lambda: stop.wanted, report)
    return {"heard": to_seconds(heard), "stopped": stop.wanted}


def play(
    mixer: Mixer, audition: Audition, sink: Sink, stopped: Callable[[], bool], report: Report
) -> Frames:
    """Write an audition whose voice has begun to a sink, until it fades or was stopped.

    Returns the frames that were written.
    """
    frame, next_report, leaving = 0, 0.0, False
    while mixer.voices:
        if not leaving and (stopped() or frame >= audition.leaves):
            fade = min(to_frames(LEAVE_S), audition.fade) if stopped() else audition.fade
            mixer.apply(StopVoice(_VOICE, fade), frame)
            leaving = stopped()
        sink.write(mixer.render(frame))
        frame += GRID
        if to_seconds(frame) >= next_report:
            next_report = to_seconds(frame) + REPORT_S
            with suppress(BrokenPipeError):  # whoever asked has gone, and will say stop
                report({"done": to_seconds(frame), "total": to_seconds(audition.frames)})
    sink.write(mixer.render(frame))  # the limiter still holds its last frames
    if lost := mixer.lost():
        raise MediaError(lost[0][1])
    return Frames(frame + GRID)
