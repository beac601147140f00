"""Prepares the rest of a running session's sounds; its spec and the cache's limit are on stdin.

It tells the player of each sound as it is ready, and ends when all are or the session is over.
"""

import json
import sys
from pathlib import Path
from typing import Protocol

from kapsound.control import Reply, Role, Status, open_client
from kapsound.core.commands import Command, Note
from kapsound.core.prepared import recipe_to_json
from kapsound.core.spec import SessionSpec
from kapsound.errors import KapsoundError, NoSessionError
from kapsound.platform import lower_priority
from kapsound.processes import Values
from kapsound.sessions.prepare import prepare


class Session(Protocol):
    """The running session, as the feeder knows it."""

    def ready(self, key: str, recipe: Values) -> Reply:
        """Tell that a sound is prepared."""
        ...

    def status(self) -> Status:
        """Return how it stands."""
        ...

    def do(self, command: Command) -> object:
        """Give a command."""
        ...


def feed(spec: SessionSpec, session: Session, limit: int | None = None) -> None:
    """Prepare what a session lacks; tell it of each sound, and note what goes wrong.

    `limit` is the most bytes of the cache, None for the usual limit.

    Raises:
        NoSessionError: the session is over.

    """

    def tell(progress: Values) -> None:
        if progress["ready"] is None:
            session.status()  # so that no worker goes on for a session that is over
            return
        recipe, audio = progress["ready"]
        session.ready(audio.key, recipe_to_json(recipe))

    try:
        done = prepare(spec.material().wanting, Path(spec.cache), tell, spec.root, limit=limit)
    except NoSessionError:
        raise
    except KapsoundError as error:
        session.do(Note(f"the other sounds cannot be prepared: {error}"))
        return
    for _, reason in done.left_out:
        session.do(Note(f"left out: {reason}"))


def main() -> None:
    """Feed the session that runs."""
    lower_priority()
    request = json.loads(sys.stdin.buffer.read())
    try:
        with open_client(Role.SCRIPT, "prepare") as client:
            feed(SessionSpec.from_json(request["spec"]), client, request["limit"])
    except NoSessionError:
        return


if __name__ == "__main__":
    main()
