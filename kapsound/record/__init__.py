"""Keeps session records, and reads and verifies them.

Other programs may use what `__all__` names; the rest of this package is private and may change.

    folders = find_record(records_dir(), "last")
    print(verify(folders))
    for entry in read_entries(folders):
        print(entry.utc, entry.kind, entry.data)

An entry is a line of the journal: its `data` is JSON as it was written, its `moment` the typed
event. `read_history` gives the one account of the session that all its lines make.
"""

from kapsound.core.history import History
from kapsound.errors import RecordError
from kapsound.record.entry import Entry
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries, read_history
from kapsound.record.store import Summary, find_record, list_records
from kapsound.record.verification import Finding, Verification, verify

__all__ = [
    "Entry",
    "Finding",
    "Folders",
    "History",
    "RecordError",
    "Summary",
    "Verification",
    "find_record",
    "list_records",
    "read_entries",
    "read_history",
    "verify",
]
