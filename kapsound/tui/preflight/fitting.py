"""Makes the dialogs in which a session is fitted before its start."""

from functools import partial

from kapsound.config.settings import HIGHEST_MAXIMUM_DB, LOWEST_MAXIMUM_DB
from kapsound.core import client_code
from kapsound.core.output import choices
from kapsound.tui.dialogs.choice import Item, ListDialog
from kapsound.tui.dialogs.forms import Write, decibels_fault
from kapsound.tui.dialogs.question import Question
from kapsound.tui.preflight import layout
from kapsound.tui.preflight.preparation import Preparation
from kapsound.tui.tasks import Values

_level_fault = partial(decibels_fault, lowest=LOWEST_MAXIMUM_DB, highest=HIGHEST_MAXIMUM_DB)


def client(session: Preparation) -> Write:
    """Return the dialog that asks for the client's code."""
    hint = "a code for the record, never a name"
    return Write("Client code", session.client, hint, client_code.fault)


def maximum(session: Preparation) -> Write:
    """Return the dialog that asks for the session's maximum level."""
    hint = "dB; 0 is the playlist's own loudness"
    return Write("Maximum level", f"{session.level:g}", hint, _level_fault)


def output(session: Preparation, machine: Values) -> ListDialog:
    """Return the list of the outputs that this machine has."""
    offered = choices(machine["devices"]["names"])
    items = [Item(layout.output_words(machine, it), "", str(it)) for it in offered]
    return ListDialog("Output", tuple(items), start=str(session.outputs[0].output))


def early_start(session: Preparation) -> Question:
    """Return the question whether to begin with the sounds there are."""
    rest = "the rest comes in as it is prepared."
    return Question(f"Begin with the safe bed? {session.count}; {rest}")
