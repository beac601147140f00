"""A player killed at any moment loses no acknowledged line and doubles none.

`KAPSOUND_SOAK=1` kills a hundred times.
"""

import os
import subprocess
import sys
from pathlib import Path

from kapsound.record.read import read_entries
from kapsound.record.verification import verify

RIGS = Path(__file__).parent.parent
KILLS = 100 if os.environ.get("KAPSOUND_SOAK") else 4

CHILD = """
import sys
from itertools import count
from pathlib import Path
from kapsound.core.record_events import Interrupted
from kapsound.record.clock import Clock
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders
sys.path.append(sys.argv[3])
from record_rigs import began, note

folders, first = Folders(Path(sys.argv[1])), int(sys.argv[2])
if first:
    journal, torn = Journal.resume(folders, Clock())
    journal.append(Interrupted("killed", first, 0, torn), first)
else:
    journal = Journal.create(folders, began(), Clock())
waiting = []
for number in count(first):
    waiting.append((number, journal.append(note(number), number)))
    while waiting and (waiting[0][1].is_set() or len(waiting) > 8):
        number, ticket = waiting.pop(0)
        ticket.wait()
        print(number, flush=True)
"""


def run_and_kill(folder, first, after):
    """Run a writer, kill it once it acknowledged `after` lines, and return what it promised."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, folder, str(first), RIGS], stdout=subprocess.PIPE, text=True
    )
    with child:
        heard = [child.stdout.readline() for _ in range(after)]
        child.kill()
        heard += child.stdout.readlines()
    return [int(line) for line in heard if line.endswith("\n")]


def test_no_acknowledged_line_is_lost_or_doubled(folders):
    promised, numbers = set(), []
    for kill in range(KILLS):
        promised |= set(run_and_kill(folders.own, len(numbers), 1 + 7 * kill % 30))
        entries = read_entries(folders)
        numbers = [int(entry.data["text"]) for entry in entries if entry.kind == "note"]
        assert numbers == list(range(len(numbers)))
        assert promised <= set(numbers)
    assert [entry.kind for entry in entries].count("interrupted") == KILLS - 1
    torn = {finding.what for finding in verify(folders).findings}
    assert torn <= {"the file breaks off within this line"}
