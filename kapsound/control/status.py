"""Types the status of a session: what moves (`Status`), and what seldom changes (`Contents`).

Times and lengths are in seconds since the session began, levels in dB. The tables of
`PROTOCOL.md` are made from these types.
"""

from typing import Annotated, Literal, NamedTuple, TypedDict

Wait = Literal["plan", "dose", "release"]
Landing = Literal["exact", "moved", "early", "faded", "open"]
OutputState = Literal["playing", "lost", "changing"]
State = Literal[
    "closing", "stop", "silence", "ground", "pause", "soften", "talk", "duck", "hold", "dose"
]


class TrackContents(TypedDict):
    """A track of a phase."""

    id: Annotated[str, "Its name in commands."]
    title: Annotated[str, "As people read it."]
    artist: Annotated[str, "By its file's tags; empty if they name none."]


class PhaseContents(TypedDict):
    """A phase as it is written."""

    name: Annotated[str, "Its name."]
    length: Annotated[float, "Its written length."]
    tracks: Annotated[list[TrackContents], "Its tracks that can be played now."]


class Labelled(TypedDict):
    """What is called by a name and shown by a label."""

    id: Annotated[str, "Its name in commands."]
    label: Annotated[str, "As people read it."]


class BedContents(Labelled):
    """A bed of the playlist."""


class CueContents(Labelled):
    """A voice cue of the playlist."""

    key: Annotated[str | None, "The key that plays it on the screen."]
    length: Annotated[float, "How long it is."]


class Contents(TypedDict):
    """What a session is made of; it changes only as sounds are prepared while it runs."""

    revision: Annotated[int, "Counts the changes; the status names the one that holds."]
    title: Annotated[str, "The playlist's title."]
    client: Annotated[str, "The client's code; empty if none was given."]
    record: Annotated[str, "The id of the record."]
    maximum: Annotated[float, "The session's maximum level."]
    phases: Annotated[list[PhaseContents], "All phases, in their order."]
    beds: Annotated[list[BedContents], "All beds that can be played now."]
    cues: Annotated[list[CueContents], "All voice cues that can be played now."]


class PhaseStatus(TypedDict):
    """The phase that runs."""

    name: Annotated[str, "Its name."]
    number: Annotated[int, "Its place among the phases, from 1."]
    of: Annotated[int, "How many phases there are."]
    began: Annotated[float, "When it began."]
    end: Annotated[float | None, "When it ends, or should have; null while it waits for a dose."]
    left: Annotated[float | None, "How long it goes on; null while that is open."]
    waits: Annotated[Wait, "What ends it."]


class PlannedTrack(TrackContents):
    """A track still to come, as it is planned."""

    begin: Annotated[float, "When it begins."]
    end: Annotated[float, "When it ends."]
    crossfade: Annotated[float, "How long the crossfade into it is."]


class PlannedCue(Labelled):
    """A voice cue still to come."""

    t: Annotated[float, "When it is heard."]


class PlannedPhase(TypedDict):
    """A phase as it is planned: the one that runs, and those after it."""

    name: Annotated[str, "Its name."]
    begin: Annotated[float, "When it begins, or began."]
    end: Annotated[float | None, "When it ends; null while that is open."]
    landing: Annotated[Landing, "How its music comes to the end."]
    moved: Annotated[float, "By how much its end was moved for the music's sake."]
    tracks: Annotated[list[PlannedTrack], "The tracks still to begin in it."]
    cues: Annotated[list[PlannedCue], "The voice cues still to come in it."]


class MusicStatus(TrackContents):
    """The track that plays."""

    elapsed: Annotated[float, "How long it has played."]
    left: Annotated[float, "How long it goes on."]


class NextTrack(TrackContents):
    """The track of this phase that comes next."""

    begin: Annotated[float | None, "When it begins; null while the music waits."]


class CueStatus(Labelled):
    """The voice cue that is heard or about to be."""

    speaking: Annotated[bool, "Whether it is heard already."]
    left: Annotated[float, "How long it goes on."]
    waiting: Annotated[str | None, "The id of the cue that waits for its end."]


class BusStatus(TypedDict):
    """A bus's level."""

    level: Annotated[float, "As it is set."]
    now: Annotated[float, "As it is at this moment, in a fade or under a voice."]
    to: Annotated[float, "As it will be at the end of the fade it is in; silence is -80."]
    left: Annotated[float, "How long that takes."]
    capped: Annotated[bool, "Whether the session's maximum keeps it under what is set."]


class DoseStatus(TypedDict):
    """A dose that was marked."""

    t: Annotated[float, "When it was given."]
    what: Annotated[str, "What was given, as it was written; empty if nothing was."]


class UndoStatus(TypedDict):
    """What `undo` would take back."""

    what: Annotated[str, "The command, in words."]
    left: Annotated[float, "For how long it still can be taken back."]


class SessionStatus(TypedDict):
    """What moves of the session itself."""

    t: Annotated[float, "T+: how long the session runs."]
    d: Annotated[float | None, "D+: the time since the first dose."]
    d_last: Annotated[float | None, "The time since the last dose."]
    doses: Annotated[list[DoseStatus], "The doses."]
    undo: Annotated[UndoStatus | None, "What `undo` would take back."]
    phase: Annotated[PhaseStatus, "The phase that runs."]
    plan: Annotated[list[PlannedPhase], "The phase that runs and those after it, as planned."]
    music: Annotated[MusicStatus | None, "The track that plays."]
    next: Annotated[NextTrack | None, "The track of this phase that comes next."]
    beds: Annotated[list[str], "The ids of the beds that play."]
    cue: Annotated[CueStatus | None, "The voice cue that is heard or about to be."]
    played: Annotated[dict[str, float], "When each cue was last heard, by its id."]
    buses: Annotated[dict[str, BusStatus], "The levels of `music`, `ambience`, `voice`, `master`."]
    states: Annotated[list[State], "The states the session is in, topmost first."]
    closing_left: Annotated[
        float | None, "How long the closing fade goes on; null while it waits for a cue's end."
    ]
    over: Annotated[bool, "Whether the session is over."]


class ReadingStatus(TypedDict):
    """What a meter reads, in dBFS; silence is -120."""

    rms: Annotated[float, "RMS over both sides."]
    peak: Annotated[float, "The peak."]


class MetersStatus(TypedDict):
    """What the meters read last."""

    buses: Annotated[dict[str, ReadingStatus], "What each bus reads, by its name."]
    loudness: Annotated[float, "The momentary loudness of the master, in LUFS."]
    reduction: Annotated[float, "The limiter's lowest gain: 0 or less."]


class OutputStatus(TypedDict):
    """An output, and how it stands."""

    name: Annotated[str, "As `--output` takes it; empty is the system's default."]
    level: Annotated[float, "Its level."]
    state: Annotated[OutputState, "How it stands; `changing` while another one is opened."]
    why: Annotated[str, "Why it is lost, or what it changes to; empty while it plays."]
    lost: Annotated[bool, "Whether it is gone at the moment."]
    underruns: Annotated[int, "How often silence was heard in place of sound."]


class PastPhase(TypedDict):
    """A phase that began."""

    name: Annotated[str, "Its name."]
    begin: Annotated[float, "When it began."]
    end: Annotated[float | None, "When it ended; null while it runs."]


class PastTrack(TrackContents):
    """A track that began."""

    begin: Annotated[float, "When it began."]
    end: Annotated[float | None, "When it began to leave; null while it plays."]


class PastCue(TypedDict):
    """A voice cue that was heard."""

    id: Annotated[str, "Its name in commands."]
    t: Annotated[float, "When it began."]


class Past(TypedDict):
    """What ran so far."""

    phases: Annotated[list[PastPhase], "The phases that began."]
    tracks: Annotated[list[PastTrack], "The tracks that began."]
    cues: Annotated[list[PastCue], "The voice cues that were heard."]


class FaultLine(TypedDict):
    """A fault that nobody has acknowledged yet."""

    n: Annotated[int, "Its number, whatever was acknowledged."]
    t: Annotated[float, "When it happened."]
    text: Annotated[str, "The cause, and what was done about it."]


class TailLine(TypedDict):
    """A line of the record, in words."""

    n: Annotated[int, "Its number."]
    t: Annotated[float, "When it was written."]
    kind: Annotated[str, "Its kind in the record."]
    text: Annotated[str, "In words."]
    wall: Annotated[str, "The time of day, `HH:MM:SS` in UTC."]


class HistoryStatus(TypedDict):
    """What ran, and what the record says of it."""

    ran: Annotated[Past, "What ran so far."]
    faults: Annotated[list[FaultLine], "The faults that nobody has acknowledged yet."]
    tail: Annotated[list[TailLine], "The record's last lines."]


class Status(SessionStatus, HistoryStatus):
    """What moves of a session, as of one moment."""

    contents: Annotated[int, "The revision of the contents that holds."]
    controller: Annotated[str | None, "The name of the screen that controls."]
    meters: Annotated[MetersStatus | None, "What the meters read; null while they are off."]
    outputs: Annotated[list[OutputStatus], "Where the sound goes."]
    record_fault: Annotated[str | None, "What keeps the record from its disk."]


class Look(NamedTuple):
    """A look at a session: what moves, and what seldom changes."""

    status: Status
    contents: Contents

    @property
    def tracks(self) -> list[TrackContents]:
        """The tracks of the phase that runs."""
        return self.contents["phases"][self.status["phase"]["number"] - 1]["tracks"]
