"""`python -m kapsound.jobs.feed SPEC`: the rest of a running session's sounds are prepared.

It tells the player of each as it is ready, and ends when all are or the session is over.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.control.protocol import Reply
from kapsound.core.prepared import recipe_to_json
from kapsound.core.spec import SessionSpec, take_spec
from kapsound.errors import KapsoundError, NoSessionError
from kapsound.paths import runtime_dir
from kapsound.platform import lower_priority
from kapsound.processes import Values, run_job
from kapsound.sessions.load import Runner
from kapsound.sessions.settled import cache_care

ACTOR = "prepare"


class Session(Protocol):
    """The running session, as the feeder knows it."""

    def ready(self, key: str, recipe: Values) -> Reply:
        """Tell that a sound is prepared."""
        ...

    def status(self) -> Values:
        """Return how it stands."""
        ...

    def do(self, text: str, actor: str) -> object:
        """Give a command."""
        ...


def feed(
    spec: SessionSpec,
    session: Session,
    run: Runner = run_job,
    care: Values = MappingProxyType({}),
) -> None:
    """Prepare what a session lacks; tell it of each sound, and note what goes wrong.

    `care` holds what else the prepare job is asked.

    Raises:
        NoSessionError: the session is over.

    """
    wanted = [recipe_to_json(item) for item in spec.material().wanting]
    request = {"recipes": wanted, "cache": spec.cache, "root": spec.root, **care}
    try:
        done = run("prepare", request, _teller(session))
    except NoSessionError:
        raise
    except KapsoundError as error:
        session.do(f"note the other sounds cannot be prepared: {error}", ACTOR)
        return
    for _, reason in done["refused"]:
        session.do(f"note left out: {reason}", ACTOR)


def _teller(session: Session) -> Callable[[Values], None]:
    def tell(progress: Values) -> None:
        if progress["ready"] is None:
            session.status()  # so that no worker goes on for a session that is over
            return
        recipe, audio = progress["ready"]
        session.ready(audio["key"], recipe)

    return tell


def main() -> None:
    """Feed the session whose spec is named on the command line."""
    lower_priority()
    spec = take_spec(Path(sys.argv[1]))
    try:
        with Client(endpoint_in(runtime_dir())) as client:
            feed(spec, client, care=cache_care())
    except NoSessionError:
        return


if __name__ == "__main__":
    main()
