"""Prepares the rest of a running session's sounds; its spec and the cache's limit are on stdin.

It tells the player of each sound as it is ready, and ends when all are or the session is over.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import sleep

from kapsound.control import Client, Role, open_client
from kapsound.core.commands import Note
from kapsound.core.prepared import recipe_to_json
from kapsound.core.spec import SessionSpec
from kapsound.errors import KapsoundError, NoSessionError
from kapsound.files import is_locked
from kapsound.paths import runtime_dir, supervisor_lock
from kapsound.platform import lower_priority
from kapsound.processes import Values
from kapsound.sessions.prepare import prepare

_AGAIN_S = 0.2


def feed(spec: SessionSpec, session: Client, limit: int | None = None) -> None:
    """Prepare what a session lacks; tell it of each sound, and note what goes wrong.

    `limit` is the most bytes of the cache, None for the usual limit.

    Raises:
        NoSessionError: the session is over.

    """

    def tell(progress: Values) -> None:
        if progress["ready"] is None:
            _ask(session.status)  # so that no worker goes on for a session that is over
            return
        recipe, audio = progress["ready"]
        _ask(lambda: session.ready(audio.key, recipe_to_json(recipe)))

    try:
        roots = (spec.root, *dict(spec.roots).values())
        done = prepare(spec.material().wanting, Path(spec.cache), tell, roots, limit=limit)
    except NoSessionError:
        raise
    except KapsoundError as error:
        session.do(Note(f"the other sounds cannot be prepared: {error}"))
        return
    for _, reason in done.left_out:
        session.do(Note(f"left out: {reason}"))


def _ask(question: Callable[[], object]) -> None:
    """Ask the session something, again if its player died and another one is to come."""
    while True:
        # Looked at first: it is let go of only after the last player has.
        watched_over = is_locked(supervisor_lock(runtime_dir()))
        try:
            question()
        except NoSessionError:
            if not watched_over:
                raise
            sleep(_AGAIN_S)
        else:
            return


def main() -> None:
    """Feed the session that runs."""
    lower_priority()
    request = json.loads(sys.stdin.buffer.read())
    with suppress(NoSessionError), open_client(Role.SCRIPT, "prepare") as client:
        feed(SessionSpec.from_json(request["spec"]), client, request["limit"])


if __name__ == "__main__":
    main()
