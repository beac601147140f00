"""Controls a running session, for any program: commands out, status in.

    from kapsound.control import Role, open_client
    from kapsound.core.commands import Extend

    with open_client(Role.SCRIPT, "lights") as session:
        session.do(Extend(300.0))
        for status, contents in session.watch(2.0):
            print(status["phase"]["name"], contents["title"])

A client has a role and a name, which the record keeps with each of its commands: a screen has to
hold control to command (`take`), scripts and remotes are always heard. The commands are the
classes of `kapsound.core.commands`; `Status` and `Contents` are documented with their types.
Programs in other languages speak the protocol of `PROTOCOL.md`, beside this file.

What stands in `__all__` is for other programs. All else of this package is private.
"""

from kapsound.control.client import Client, open_client
from kapsound.control.endpoint import STUCK
from kapsound.control.messages import Outcome, Previewed, Reply
from kapsound.control.protocol import MAX_NAME, ProtocolError
from kapsound.control.status import Contents, Look, Status
from kapsound.core.commands import Role
from kapsound.errors import NoSessionError

__all__ = [
    "MAX_NAME",
    "STUCK",
    "Client",
    "Contents",
    "Look",
    "NoSessionError",
    "Outcome",
    "Previewed",
    "ProtocolError",
    "Reply",
    "Role",
    "Status",
    "open_client",
]
