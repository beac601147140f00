"""Plain data describe a session in the making, for the preflight screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kapsound.config.settings import Settings
from kapsound.core.output import Destination
from kapsound.core.playlist.edit import Changes, PhaseChange
from kapsound.errors import Problem
from kapsound.tui.preflight import checks, seen_before
from kapsound.tui.preflight.checks import Check, State
from kapsound.tui.tasks import Values

if TYPE_CHECKING:
    from kapsound.core.course import Course
    from kapsound.core.prepared import Index, Recipe
    from kapsound.core.spec import ScriptedCommand
    from kapsound.sessions.load import LoadedPlaylist
    from kapsound.sessions.prepare import LeftOut, Sound
    from kapsound.sessions.setup import SessionSetup


@dataclass(frozen=True, slots=True)
class Preparation:
    """A session in the making; None stands for what is not known yet.

    `loaded` is the playlist as written, `edited` as changed for this session. `maximum` is the
    maximum level chosen here in dB; `remembered` holds those of client codes. Of the sounds
    `wanted`, the safe bed first, those `ready` can be played while the others are prepared;
    `index` is all there are in the end. `hurried` if it is to start with those that are ready.
    `course` is how it would go; `seen` are the yellow lines that had their look, `known` the
    digests of those that ever had it.
    """

    path: Path
    client: str = ""
    outputs: tuple[Destination, ...] = (Destination(),)
    script: "tuple[ScriptedCommand, ...]" = ()
    remembered: Mapping[str, float] = field(default_factory=dict)
    maximum: float | None = None
    phases: Mapping[int, PhaseChange] = field(default_factory=dict)
    loaded: "LoadedPlaylist | None" = None
    edited: "LoadedPlaylist | None" = None
    misread: tuple[Problem, ...] = ()
    progress: Values | None = None
    wanted: "tuple[Recipe, ...]" = ()
    ready: "Index" = field(default_factory=dict)
    hurried: bool = False
    index: "tuple[Sound, ...] | None" = None
    left_out: "LeftOut" = ()
    fault: str = ""
    found: tuple[Problem, ...] | None = None
    machine: Values | None = None
    refusal: str = ""
    seen: frozenset[str] = frozenset()
    course: "Course | None" = None
    known: tuple[str, ...] = ()

    @property
    def level(self) -> float:
        """The session's maximum level in dB: chosen here, of this client, or as written."""
        if self.maximum is not None:
            return self.maximum
        return self.remembered.get(self.client, self.written_level)

    @property
    def written_level(self) -> float:
        """The playlist's own maximum level in dB."""
        return float(self.loaded.playlist.maximum_level) if self.loaded else 0.0

    @property
    def loudness(self) -> float:
        """The playlist's loudness in LUFS."""
        return float(self.loaded.playlist.loudness) if self.loaded else -23.0

    @property
    def changes(self) -> Changes:
        """What is different from the playlist as written."""
        level = None if self.level == self.written_level else self.level
        return Changes(level, dict(self.phases))  # type: ignore[arg-type]  # plain floats are dB

    @property
    def checks(self) -> tuple[Check, ...]:
        """Everything that is looked at, as it stands."""
        read = self.misread if self.misread or self.loaded else None
        playlist = self.loaded.playlist if self.loaded else None
        sounds = (
            checks.of_preparing(
                self.progress, done=self.judged, left_out=len(self.left_out), fault=self.fault
            ),
        )
        return (
            checks.of_playlist(read),
            *(() if self.misread else sounds),
            *checks.of_machine(self.machine, [item.output for item in self.outputs]),
            *([Check("refusal", "Start", State.BAD, self.refusal)] if self.refusal else []),
            *checks.of_findings((*self.misread, *(self.found or ())), playlist),
        )

    @property
    def waiting(self) -> str:
        """Why the session cannot start yet, empty when it can."""
        found = checks.waiting(self.checks, self.seen)
        return checks.NOT_YET if not found and self.edited is None else found

    @property
    def judged(self) -> bool:
        """Whether all sounds are prepared, and looked over."""
        return self.index is not None and self.found is not None

    @property
    def early(self) -> bool:
        """Whether the sounds are still being prepared, or could not all be."""
        return self.loaded is not None and self.index is None

    @property
    def waiting_early(self) -> str:
        """Why the session cannot start with the sounds there are, empty when it can."""
        bed = self.wanted[:1]
        safe = bool(bed) and bed[0] in self.ready
        return checks.waiting_early(self.checks, self.seen, bed=safe)

    @property
    def sounds(self) -> "tuple[Sound, ...]":
        """The sounds there are."""
        return tuple(self.ready.items()) if self.index is None else self.index

    @property
    def count(self) -> str:
        """How many sounds are ready, in words."""
        return f"{len(self.sounds)} of {len(self.wanted)} sounds are ready"

    @property
    def from_the_beginning(self) -> Self:
        """The same session with nothing looked over."""
        return replace(
            self, misread=(), wanted=(), ready={}, hurried=False, index=None, edited=None,
            course=None, found=None, machine=None, fault="", refusal="",
        )  # fmt: skip

    def kept_in(self, settings: Settings) -> Settings:
        """Return the settings with the client's maximum level and the output, if it is heard."""
        levels = dict(settings.maximum_levels)
        if self.client:
            levels[self.client] = self.level
        output = self.outputs[0].output
        kept = settings.with_output(str(output)) if output.kind.heard else settings
        return replace(kept, maximum_levels=levels)

    @property
    def setup(self) -> "SessionSetup":
        """What is to be played, with the sounds there are."""
        from kapsound.sessions.setup import SessionSetup, notice_of  # noqa: PLC0415 - it is heavy

        assert self.edited is not None
        notice = notice_of(len(self.sounds), len(self.wanted)) if self.early else ""
        given = (self.client, self.outputs, self.script)
        return SessionSetup(self.edited, self.sounds, *given, notice)

    def with_client(self, code: str) -> Self:
        """Return the same for a client; one who is known brings a maximum level along."""
        maximum = None if code in self.remembered else self.maximum
        return replace(self, client=code, maximum=maximum)

    def with_progress(self, progress: Values) -> Self:
        """Return the same, prepared further; perhaps with one more sound to play."""
        ready: Sound | None = progress["ready"]
        index = {**self.ready, ready[0]: ready[1]} if ready else self.ready
        return replace(self, progress=progress, ready=index)

    def judged_as(
        self,
        asked: "Preparation",
        edited: "LoadedPlaylist",
        found: tuple[Problem, ...],
        course: "Course | None",
    ) -> Self:
        """Return the same as it would play, with what was found, if that is what was asked."""
        if (asked.changes, asked.early) != (self.changes, self.early):
            return self
        return replace(self, edited=edited, found=found, course=course).recalled()

    def recalled(self) -> Self:
        """Return the same with every warning seen that was for this file and these sounds."""
        known = {item.id for item in self._warnings if self._digest(item.id) in self.known}
        return replace(self, seen=self.seen | known)

    @property
    def _warnings(self) -> tuple[Check, ...]:
        playlist = self.loaded.playlist if self.loaded else None
        return checks.of_findings(self.found or (), playlist)

    def _digest(self, warning: str) -> str:
        text = self.loaded.text if self.loaded else ""
        return seen_before.digest(text, (audio.key for _, audio in self.sounds), warning)

    def with_phase(self, place: int, change: PhaseChange) -> Self:
        """Return the same with another change of a phase; it has to be looked over anew."""
        phases = {**self.phases, place: change}
        if change == PhaseChange():
            del phases[place]
        return replace(self, phases=phases)

    def with_seen(self, check: str) -> Self:
        """Return the same with a yellow line looked at, or no longer."""
        seen, known = self.seen ^ {check}, self.known
        if any(item.id == check for item in self._warnings):
            ours = self._digest(check)
            others = tuple(item for item in known if item != ours)
            known = (*others, ours) if check in seen else others
        return replace(self, seen=seen, known=known)

    @property
    def unseen(self) -> frozenset[str]:
        """The yellow lines that nobody has looked at yet."""
        return frozenset(item.id for item in self.checks if item.state is State.LOOK) - self.seen

    def next_unseen(self, after: str) -> str:
        """Return the yellow line to look at after another, or the first; empty if there is none."""
        ids = [item.id for item in self.checks]
        start = ids.index(after) + 1 if after in ids else 0
        return next((name for name in (*ids[start:], *ids[:start]) if name in self.unseen), "")
