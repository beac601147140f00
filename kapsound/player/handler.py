"""Hands the requests of clients to the session, and their results back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from kapsound.control.messages import Outcome, Previewed
from kapsound.core.commands import Command, OutputChange, Request
from kapsound.core.session import step
from kapsound.core.wording import wordy
from kapsound.player.engine import Engine
from kapsound.player.late_sounds import LateSounds
from kapsound.player.origins import Inbox
from kapsound.player.preload import Preloader
from kapsound.player.status import StatusSource, plan_status
from kapsound.units import grid_ceil

ANSWER_S = 3.0
RECORD_S = 2.0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a request, and at which frame; None where the session did not see it."""

    outcome: Outcome
    text: str = ""
    frame: int | None = None


@dataclass(frozen=True, slots=True)
class SessionHandler:
    """Serves the clients of one session; used by the server's threads, as its `source` is.

    `refuses_output` says why the sound cannot go to an output, which the session does not know.
    """

    engine: Engine
    preloader: Preloader
    inbox: Inbox
    late_sounds: LateSounds
    source: StatusSource
    refuses_output: Callable[[str], str] = lambda _: ""

    def submit(self, request: Request) -> Result:
        """Hand a request to the audio loop; return when it happened and is on the disk.

        The sounds it starts are opened before, in a thread that may wait for the disk.
        """
        if reason := self._refusal(request.command):
            return Result("refused", reason, self.engine.frame)
        self.preloader.expect(self.engine.session, request, self.engine.frame)
        given = self.inbox.put(request).wait(ANSWER_S)
        if given is None:
            text = "the session gave no answer; look whether it was done before you give it again"
            return Result("refused", text, self.engine.frame)
        kept = given.receipt.wait(RECORD_S)
        text = given.event.text or ("" if kept else "done, but the record is late on the disk")
        return Result(cast(Outcome, given.event.kind), text, given.frame)

    def ready(self, recipe: Mapping[str, object], key: str) -> Result:
        """Take in a sound of the playlist that is prepared now.

        Raises:
            KapsoundError: the session does not want it, or its audio cannot be read.

        """
        return self.submit(self.late_sounds.request(self.engine.session.material, recipe, key))

    def _refusal(self, command: Command) -> str:
        if isinstance(command, OutputChange):
            return self.refuses_output(command.output)
        return wordy(command)

    def preview(self, command: Command) -> Previewed:
        """Return what a command would do to the plan, by a step that leads nowhere."""
        engine = self.engine
        session, frame = engine.session, grid_ceil(engine.frame)
        done = step(session, Request("preview", command, confirmed=True), frame)
        event = done.answer
        assert event is not None
        plan = plan_status(done.session, frame)
        return Previewed(cast(Outcome, event.kind), event.text, plan)
