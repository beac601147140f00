"""What a session is to be, and how far it is prepared: plain data of the preflight screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kapsound.core.playlist.edit import Changes, PhaseChange
from kapsound.errors import Problem
from kapsound.tui.around import checks
from kapsound.tui.around.checks import Check, State

if TYPE_CHECKING:
    from kapsound.jobs.session import Loaded, Prepared, Refused

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preparation:
    """A session in the making; None stands for what is not known yet.

    `loaded` is the playlist as written, `edited` as changed for this session. `maximum` is the
    maximum level chosen here in dB; `remembered` holds those of client codes.
    """

    path: Path
    client: str = ""
    output: str = ""
    script: tuple[str, ...] = ()
    remembered: Mapping[str, float] = field(default_factory=dict)
    maximum: float | None = None
    phases: Mapping[int, PhaseChange] = field(default_factory=dict)
    loaded: "Loaded | None" = None
    edited: "Loaded | None" = None
    misread: tuple[Problem, ...] = ()
    progress: Values | None = None
    index: "Prepared | None" = None
    left_out: "Refused" = ()
    fault: str = ""
    found: tuple[Problem, ...] | None = None
    machine: Values | None = None
    refusal: str = ""
    seen: frozenset[str] = frozenset()

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
        done = self.found is not None
        read = self.misread if self.misread or self.loaded else None
        playlist = self.loaded.playlist if self.loaded else None
        sounds = (
            checks.of_preparing(
                self.progress, done=done, left_out=len(self.left_out), fault=self.fault
            ),
        )
        return (
            checks.of_playlist(read),
            *(() if self.misread else sounds),
            *checks.of_machine(self.machine, self.output),
            *([Check("refusal", "Start", State.BAD, self.refusal)] if self.refusal else []),
            *checks.of_findings((*self.misread, *(self.found or ())), playlist),
        )

    @property
    def waiting(self) -> str:
        """Why the session cannot start yet, empty when it can."""
        found = checks.waiting(self.checks, self.seen)
        return checks.NOT_YET if not found and self.edited is None else found

    def with_phase(self, place: int, change: PhaseChange) -> Self:
        """Return the same with another change of a phase; it has to be looked over anew."""
        phases = {**self.phases, place: change}
        if change == PhaseChange():
            del phases[place]
        return replace(self, phases=phases)

    def with_seen(self, check: str) -> Self:
        """Return the same with a yellow line looked at, or no longer."""
        return replace(self, seen=self.seen ^ {check})

    def next_unseen(self, after: str) -> str:
        """Return the yellow line to look at after another, or the first; empty if there is none."""
        ids = [item.id for item in self.checks]
        yellow = {
            item.id for item in self.checks if item.state is State.LOOK and item.id not in self.seen
        }
        start = ids.index(after) + 1 if after in ids else 0
        return next((name for name in (*ids[start:], *ids[:start]) if name in yellow), "")
