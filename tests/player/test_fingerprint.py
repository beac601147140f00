"""The fingerprint is that of the arithmetic alone: the same each time it is taken."""

import subprocess
import sys

from kapsound.player.fingerprint import fingerprint, versions

TAKE = "from kapsound.player.fingerprint import fingerprint\nprint(fingerprint())"


def test_it_is_the_same_here_and_in_a_process_of_its_own():
    done = subprocess.run([sys.executable, "-c", TAKE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint() == fingerprint()
    assert len(fingerprint()) == 16


def test_the_versions_name_what_the_sound_depends_on():
    assert {"kapsound", "python", "numpy", "system"} <= set(versions())
