"""Where clients meet the session: their requests in, answers and the status out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kapsound.control.protocol import Outcome, Previewed, Reply
from kapsound.core.commands import Command, Request
from kapsound.core.events import Accepted, Asked, Event, Refused
from kapsound.core.session import step
from kapsound.core.status import answer, status
from kapsound.player.chronicle import Chronicle
from kapsound.player.delivery import Delivery
from kapsound.player.engine import Engine
from kapsound.player.late_sounds import LateSounds
from kapsound.player.origins import Inbox
from kapsound.player.preload import Preloader
from kapsound.record.journal import Journal
from kapsound.units import grid_ceil

_OUTCOMES: dict[type[Event], Outcome] = {
    Accepted: "accepted",
    Refused: "refused",
    Asked: "asked",
}
ANSWER_S = 3.0
RECORD_S = 2.0


@dataclass(frozen=True, slots=True)
class SessionHandler:
    """Serves the clients of one session; used by the server's threads."""

    engine: Engine
    preloader: Preloader
    inbox: Inbox
    delivery: Delivery
    journal: Journal
    chronicle: Chronicle
    client: str
    late_sounds: LateSounds

    def submit(self, request: Request) -> Reply:
        """Hand a request to the audio loop; return when it happened and is on the disk.

        The sounds it starts are opened before, in a thread that may wait for the disk.
        """
        self.preloader.expect(self.engine.session, request, self.engine.frame)
        given = self.inbox.put(request).wait(ANSWER_S)
        if given is None:
            text = "the session gave no answer; look at its status"
            return Reply(request.id, "refused", text, self.engine.frame)
        kept = given.receipt.wait(RECORD_S)
        text = _text_of(given.event) or ("" if kept else "done, but the record is late on the disk")
        outcome = _OUTCOMES[type(given.event)]
        return Reply(request.id, outcome, text, given.frame)

    def ready(self, recipe: Mapping[str, object], key: str) -> Reply:
        """Take in a sound of the playlist that is prepared now.

        Raises:
            KapsoundError: the session does not want it, or its audio cannot be read.

        """
        return self.submit(self.late_sounds.request(self.engine.session.material, recipe, key))

    def preview(self, command: Command) -> Previewed:
        """Return what a command would do to the plan, by a step that leads nowhere."""
        engine = self.engine
        session, frame = engine.session, grid_ceil(engine.frame)
        done = step(session, Request("preview", command, confirmed=True), frame)
        event = answer(done.events)
        assert event is not None
        plan = status(done.session, frame)["plan"]
        return Previewed(_OUTCOMES[type(event)], _text_of(event), plan)

    def status(self) -> dict[str, Any]:
        """Return the session's status, and how its outputs and record stand."""
        engine = self.engine
        return (
            status(engine.session, engine.frame)
            | self.chronicle.shown()
            | {
                "client": self.client,
                "meters": engine.meters(),
                "outputs": [asdict(output) for output in self.delivery.outputs],
                "record": {"id": self.journal.folder.name, "fault": self.journal.fault},
            }
        )


def _text_of(event: Event) -> str:
    match event:
        case Refused(reason=text) | Asked(question=text):
            return text
    return ""
