"""Tries the faults, and prints what was found or writes it down."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from breakages.rows import HEAD, MARK, Fault, Place, Row, row_cells, told, tried
from breakages.sessions import kapsound
from shared.machine import HIGH, busy_cores, describe
from shared.page import cells, markdown, with_written, written

from kapsound.processes import module_environment

PAGE = Path(__file__).resolve().parent.parent / "CONTRIBUTING.md"
PREPARES_S = 600
FAMILIES = (
    "outages",
    "device",
    "media",
    "decoders",
    "prepared_audio",
    "playlists",
    "process",
    "disk",
    "people",
    "slips",
    "hostile",
    "privacy",
    "loops",
    "mutations",
    "soaks",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is asked for; the exit status is 1 if anything is not as it should be."""
    faults = all_faults()
    options = _options(arguments, faults)
    with tempfile.TemporaryDirectory(prefix="kf") as folder:
        rows = list(_told(_chosen(options, faults), Path(folder), options))
    if options.write:
        PAGE.write_text(with_rows(PAGE.read_text("utf-8"), rows, faults), "utf-8")
    failed = [row.fault.name for row in rows if row.holds is False]
    _say(f"\n{len(rows)} tried" + (f"; {len(failed)} fail: {', '.join(failed)}" if failed else ""))
    return int(bool(failed))


def all_faults() -> tuple[Fault, ...]:
    """Return every fault of every family."""
    families = [import_module(f"breakages.{name}").FAULTS for name in FAMILIES]
    return tuple(fault for family in families for fault in family)


def _options(arguments: Sequence[str] | None, faults: Iterable[Fault]) -> argparse.Namespace:
    listed = "\n".join(f"  {fault.name:17} {fault.number:>3} {fault.what}" for fault in faults)
    parser = argparse.ArgumentParser(
        prog="scripts/faults",
        description=f"Break running sessions, and look at what becomes of them:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; without, all but loops")
    parser.add_argument("--quick", action="store_true", help="a few, in about a minute")
    parser.add_argument("--full", action="store_true", help="the long loops too; hours")
    parser.add_argument("--share", type=float, default=1.0, help="how much of each loop: 0.1 ...")
    parser.add_argument(
        "--prepared", type=Path, metavar="FOLDER", help="keep the demo's prepared audio here"
    )
    parser.add_argument("--words", action="store_true", help="print all that a therapist is told")
    parser.add_argument("--write", action="store_true", help="write their rows in CONTRIBUTING.md")
    options = parser.parse_args(arguments)
    names = {fault.name for fault in faults}
    if unknown := sorted(set(options.names) - names):
        parser.error(f"no fault {', '.join(unknown)}; there are {', '.join(sorted(names))}")
    if options.write and options.share < 1:
        parser.error("--write needs whole loops: leave out --share")
    return options


def _chosen(options: argparse.Namespace, faults: Iterable[Fault]) -> list[Fault]:
    if options.names:
        return [fault for fault in faults if fault.name in options.names]
    if options.quick:
        return [fault for fault in faults if fault.quick]
    return [fault for fault in faults if options.full or not fault.loop]


def _told(faults: Iterable[Fault], folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Try one after the other, and say what is found as it is found."""
    cache = _prepared(options.prepared or folder / "prepared")
    for fault in faults:
        began, load = time.monotonic(), busy_cores()
        place = Place(folder / fault.name, cache, 1 + load if load > HIGH else 1.0, options.share)
        place.folder.mkdir()
        row = with_load(tried(fault, place), max(load, busy_cores()))
        _say("\n".join([*told(row), f"      {time.monotonic() - began:.0f} s"]))
        for sentence in row.found.words if options.words else ():
            _say(f"      > {sentence}")
        yield row


def with_load(row: Row, load: float) -> Row:
    """Return a row with what else the machine had to do, where that was much."""
    if load <= HIGH:
        return row
    note = "; ".join(filter(None, [row.found.note, f"{load:.1f} cores were busy otherwise"]))
    return replace(row, found=replace(row.found, note=note))


def _prepared(home: Path) -> Path:
    """Prepare the demo once for all."""
    home.mkdir(exist_ok=True)
    _say("preparing the demo ...")
    shell = {**module_environment(), "KAPSOUND_HOME": str(home)}
    kapsound(shell, "prepare", "demo", limit_s=PREPARES_S)
    return home / "cache"


def with_rows(page: str, rows: Iterable[Row], faults: Iterable[Fault]) -> str:
    """Return a page with these rows in its table; those of other faults stay as they are."""
    lines = {line[1]: line for line in cells(written(page, MARK))}
    lines |= {row.fault.what: list(row_cells(row)) for row in rows}
    rest = [lines[fault.what] for fault in faults if fault.what in lines]
    text = f"\nBy `scripts/faults --write`, on {describe()}.\n\n{markdown(HEAD, rest)}\n"
    return with_written(page, MARK, text)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)
