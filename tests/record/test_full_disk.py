"""A disk that is really full: a small file system of its own, and a limit on a file's size.

The record goes on in the spare folder; where that is full as well, its reserve takes the closing
line, and nothing that was acknowledged is lost.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.record.verification import verify

pytestmark = pytest.mark.linux

RIGS = Path(__file__).parent.parent
WRITE = """
import shutil, sys
from pathlib import Path
sys.path.append(sys.argv[4])
from record_rigs import began, note
from kapsound.record.clock import Clock
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders

own, spare, notes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
journal = Journal.create(Folders(own, spare), began(), Clock())
done, waits = [], 20.0
for number in range(notes):
    ticket = journal.append(note(f"{number} " + "x" * 20_000), number)
    if ticket.wait(waits):
        done.append(number)
    else:
        waits = 0
closed = journal.close(notes, "end")
print(len(done), closed, flush=True)
"""
LIMIT = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
"""
MOUNTS = """
import subprocess, sys
for folder in sys.argv[5:]:
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", folder]
    subprocess.run(mount, check=True)
"""
KEEP = """
for number, folder in enumerate([own, spare]):
    if folder.exists():
        shutil.copytree(folder, Path(sys.argv[4 + 1 + number]).with_suffix(".kept") / folder.name)
"""


def run(code, *words, alone=()):
    done = subprocess.run(
        [*alone, sys.executable, "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    count, closed = done.stdout.split()
    return int(count), closed == "True"


def numbers(folders):
    texts = [entry.data["text"] for entry in read_entries(folders) if entry.kind == "note"]
    return [int(text.split()[0]) for text in texts]


def test_a_file_that_may_not_grow_is_gone_on_with_in_another(folders):
    """Twenty notes of 20 kB and files of 300 kB at most: two parts, and not a line lost."""
    done, closed = run(LIMIT + WRITE, folders.own, folders.spare, 20, RIGS)
    assert (done, closed) == (20, True)
    assert numbers(folders) == list(range(20))
    assert len(list(folders.spare.glob("journal-*.jsonl"))) == 1
    assert verify(folders).whole
    assert verify(folders).closed


def may_mount():
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(
            ["unshare", "-m", "--", "sh", "-c", "mount -t tmpfs none /mnt"],
            check=False,
            capture_output=True,
        ).returncode
    )


@pytest.mark.parametrize("notes", [20, 60])
def test_the_closing_line_fits_into_the_reserve_of_a_full_disk(tmp_path, notes):
    """Twenty notes need the spare disk as well; sixty are more than both disks hold."""
    if not may_mount():
        pytest.skip("this user may not mount a file system")
    own, spare = tmp_path / "own", tmp_path / "spare"
    own.mkdir()
    spare.mkdir()
    places = (own / "one", spare / "one", notes, RIGS, own, spare)
    alone = ("unshare", "-m", "--")
    done, closed = run(MOUNTS + WRITE + KEEP, *places, alone=alone)
    kept = Folders(own.with_suffix(".kept") / "one", spare.with_suffix(".kept") / "one")
    assert closed
    assert (done == notes) == (notes == 20)
    found = numbers(kept)
    assert found == list(range(len(found)))
    assert len(found) >= done
    lost = [entry.data["lines"] for entry in read_entries(kept) if entry.kind == "lost"]
    assert sum(lost) == notes - len(found)
    assert verify(kept).whole
    assert verify(kept).closed
