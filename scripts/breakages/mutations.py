"""Damages media files, playlists and control messages, a great many of each."""

import json
import subprocess
import sys
from pathlib import Path

from shared.tests import from_tests

from breakages.rows import Fault, Found, Place, wrong
from kapsound.processes import module_environment

MUTATIONS, TEXTS = 2_000, 100_000
FUZZ = Path(__file__).with_name("fuzz.py")


def media_mutations(place: Place) -> Found:
    """Prepare damaged files of every kind; each is prepared or refused by name."""
    test, rigs = from_tests("media/test_fuzz.py"), from_tests("sound_rigs")
    sounds = rigs.Sounds(place.folder)
    whole = {name: test.file_of(sounds, name, *kind) for name, kind in test.KINDS.items()}
    each = len(test.KINDS) * test.MUTATIONS
    rounds = -(-place.part_of(MUTATIONS) // each)
    bad = []
    for seed in range(1_000, 1_000 + rounds):
        folder = place.folder / str(seed)
        (folder / "cache").mkdir(parents=True)
        try:
            test.test_every_damaged_file_is_prepared_or_refused_by_name(
                whole, folder, folder / "cache", seed
            )
        except AssertionError as error:
            bad.append(f"seed {seed}: {str(error)[:100]}")
    return Found(
        wrong((not bad, "; ".join(bad)[:300])),
        recorded="refused by name before it began",
        note=f"{rounds * each} files",
    )


def texts(place: Place) -> Found:
    """Read damaged playlists and control messages."""
    count = place.part_of(TEXTS)
    done = subprocess.run(
        [sys.executable, str(FUZZ), str(count), "1"],
        env=module_environment(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        return Found((f"it died: {done.stderr.decode()[-200:]}",))
    found = json.loads(done.stdout)
    return Found(
        wrong(
            (not found["wrong"], f"not refused in words: {found['wrong'][:2]}"),
            (not found["opened"], f"opened: {found['opened'][:3]}"),
        ),
        recorded="refused in words",
        note=f"{count} texts, {found['taken']} of them taken; no file, no socket",
    )


FAULTS = (
    Fault("8", "media-mutations", f"{MUTATIONS:,} mutated media files", "bytes flipped, cut, lost",
          media_mutations, loop=True),
    Fault("14", "texts", f"{TEXTS:,} damaged playlists and control messages",
          "bytes flipped, cut, doubled, hostile", texts, loop=True),
)  # fmt: skip
