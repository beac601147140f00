"""Damages media files, playlists and control messages, a great many of each."""

from shared.tests import from_tests

from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import session
from kapsound.control.endpoint import endpoint_in

FILES, PLAYLISTS, MESSAGES = 2_000, 50_000, 50_000
A_ROUND = 100


def media_files(place: Place) -> Found:
    """Prepare damaged files of every kind; each is prepared or refused by name."""
    fuzz, number, bad = from_tests("fuzz_media"), place.part_of(FILES), list[str]()
    for first in range(0, number, A_ROUND):
        folder = place.folder / str(first)
        (folder / "cache").mkdir(parents=True)
        bad += fuzz.run(min(A_ROUND, number - first), first, folder, folder / "cache")
    return _found(bad, "refused by name before it began", f"{number} files")


def playlists(place: Place) -> Found:
    """Read damaged playlists; no file outside the media root would be opened."""
    number = place.part_of(PLAYLISTS)
    bad = from_tests("fuzz_playlists").run(number, 1, place.folder)
    return _found(bad, "refused in words", f"{number} playlists")


def messages(place: Place) -> Found:
    """Send a running session all kinds of messages; every one is answered, and it plays on."""
    number = place.part_of(MESSAGES)
    with session(place, None, "--output", "null") as running:
        bad = from_tests("fuzz_messages").run(number, 1, endpoint_in(running.home / "run"))
        alive = running.process.poll() is None
        running.end()
        whole = running.verified().code == 0
        faults = [str(line["data"]) for line in running.entries("fault")]
    bad += wrong(
        (alive, "the session is over"),
        (whole, "the record is not whole"),
        (not any("kapsound itself" in fault for fault in faults), "a fault of kapsound itself"),
    )
    return _found(bad, "refused in words", f"{number} messages")


def _found(bad: list[str], recorded: str, note: str) -> Found:
    return Found(wrong((not bad, "; ".join(bad)[:300])), recorded=recorded, note=note)


FAULTS = (
    Fault("8", "media-mutations", f"{FILES:,} damaged media files", "bytes flipped, cut, lost",
          media_files, loop=True),
    Fault("14", "playlist-mutations", f"{PLAYLISTS:,} damaged playlists",
          "bytes flipped, cut, doubled, hostile", playlists, loop=True),
    Fault("14", "message-mutations", f"{MESSAGES:,} damaged control messages",
          "bytes flipped, cut, doubled, hostile", messages, loop=True),
)  # fmt: skip
