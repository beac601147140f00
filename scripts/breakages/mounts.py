"""Makes small disks of our own, to fill, freeze and forbid; mounting needs root."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.machine import require
from shared.missing import NotHere

_MB = 1024 * 1024


@contextmanager
def small_disk(folder: Path, megabytes: float, *, read_only: bool = False) -> Iterator[Path]:
    """Mount a disk in memory at a folder.

    Raises:
        NotHere: it cannot be mounted; that needs root.

    """
    shape = f"size={int(megabytes * _MB)},mode=700" + (",ro" if read_only else "")
    with _mounted(folder, "-t", "tmpfs", "-o", shape, "faults"):
        yield folder


@contextmanager
def real_disk(folder: Path, megabytes: int = 32) -> Iterator[Path]:
    """Mount a file with a file system of its own at a folder, which can be frozen.

    Raises:
        NotHere: it cannot be made or mounted.

    """
    require("mkfs.ext4", "fsfreeze")
    image = folder.with_suffix(".image")
    with image.open("wb") as file:
        file.truncate(megabytes * _MB)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True, timeout=60)
    with _mounted(folder, "-o", "loop", str(image)):
        folder.chmod(0o700)
        (folder / "lost+found").rmdir()
        yield folder


@contextmanager
def _mounted(folder: Path, *words: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", *words, str(folder)], capture_output=True, check=False, timeout=60
    )
    if done.returncode:
        raise NotHere(f"no disk can be mounted: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, timeout=60)


def fill(folder: Path) -> None:
    """Write until the disk is full."""
    with (folder / "filling").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


@contextmanager
def stalled(folder: Path, seconds: float) -> Iterator[None]:
    """Let every write to a disk wait for so long; the block is left when it goes on."""
    # Whoever freezes it might be held up by it, so another process lets it go.
    line = f"fsfreeze -f {folder}; sleep {seconds}; fsfreeze -u {folder}"
    process = subprocess.Popen(["sh", "-c", line])
    time.sleep(0.2)
    try:
        yield
    finally:
        process.wait(seconds + 10)
