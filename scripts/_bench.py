"""Runs the benches, and prints their figures or writes them down."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path

from benches.rows import Row, Setting, attempt, table, with_table
from shared.machine import HIGH, busy_cores, describe

PAGE = Path(__file__).resolve().parent.parent / "CONTRIBUTING.md"
BENCHES = {
    "render": "offline render of prepared audio, five layers",
    "decode": "decoding and measuring, on one core",
    "prepare": "preparing a folder of music, on all cores",
    "library": "scanning into the library, and asking it",
    "plan": "planning a phase from many candidates",
    "growth": "how time, memory and the record grow with tracks and hours",
    "mix": "a whole mix offline, beside FFmpeg and Liquidsoap",
    "live": "the live player for a minute, beside Liquidsoap and MPD",
    "gaps": "gaps in the sound on a busy machine",
    "command": "from a command to its sound",
    "start": "the command line's help",
    "screen": "the screen's first paint, and its use of the processor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; the exit status is 1 if a figure was missed."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="kb") as folder:
        setting = Setting(options.quick, Path(folder), os.cpu_count() or 1)
        rows = list(_told(options.names or list(BENCHES), setting))
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
    if options.write:
        PAGE.write_text(with_table(PAGE.read_text("utf-8"), _page(rows)), "utf-8")
    return int(any(row.reached is False for row in rows))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    listed = "\n".join(f"  {name:9} {about}" for name, about in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=f"Measure kapsound on this machine. The benches:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; without, all of them")
    parser.add_argument("--quick", action="store_true", help="shorter and fewer runs: a rough look")
    parser.add_argument("--write", action="store_true", help="write the table in CONTRIBUTING.md")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON at the end")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(BENCHES)):
        parser.error(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    if options.write and (options.quick or options.names):
        parser.error("--write needs a full run: leave out --quick and the names")
    return options


def _told(names: Iterable[str], setting: Setting) -> Iterator[Row]:
    """Measure, and say on stderr what is found as it is found."""
    for name in names:
        began = time.monotonic()
        _say(f"\n== {name}: {BENCHES[name]}")
        for row in measured(name, setting):
            _say(f"   {row.what}: {'; '.join([row.found, *row.notes])}")
            _say(f"      {_relative(row)}")
            yield row
        _say(f"== {name}: {time.monotonic() - began:.0f} s")


def measured(name: str, setting: Setting) -> Iterator[Row]:
    """Give the rows of one bench, each with the load beside it where that was high."""
    folder = setting.folder / name
    folder.mkdir()
    before = busy_cores()
    rows = list(attempt(BENCHES[name], lambda: _measure(name, replace(setting, folder=folder))))
    load = max(before, busy_cores())
    for row in rows:
        yield replace(row, notes=(*row.notes, *_load_note(load)))


def _measure(name: str, setting: Setting) -> Iterable[Row]:
    rows: Iterable[Row] = import_module(f"benches.{name}").measure(setting)
    return rows


def _load_note(load: float) -> tuple[str, ...]:
    return (f"measured while {load:.1f} cores were busy otherwise",) if load > HIGH else ()


def _relative(row: Row) -> str:
    missed = {True: " (reached)", False: " (MISSED)", None: ""}[row.reached]
    figure = f"figure: {row.figure}{missed}" if row.figure else ""
    return "; ".join(filter(None, [row.beside, figure]))


def _page(rows: Iterable[Row]) -> str:
    words = (
        f"By `scripts/bench --write`, on {describe()}. Medians of several runs; a core's seconds "
        "where one core does the work, the wall's otherwise."
    )
    return f"\n{words}\n\n{table(rows)}\n"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
