"""Measures how soon the command line answers, beside Python's own start."""

import sys
from collections.abc import Iterator

from shared.program import command

from benches import timing
from benches.rows import Row, Setting
from kapsound.processes import module_environment

RUNS = 21
FIGURE_MS = 95


def measure(setting: Setting) -> Iterator[Row]:
    """Ask for help, in turn with a Python that does nothing."""
    environment = module_environment()
    works = {
        "help": lambda: timing.of_command([*command(), "--help"], environment),
        "python": lambda: timing.of_command([sys.executable, "-c", "pass"], environment),
    }
    timing.rounds(1, works)  # the first start compiles and fills the disk's cache
    found = timing.rounds(setting.runs(RUNS), works)
    took = 1000 * timing.median_wall(found, "help")
    part = timing.ratio(found, "help", "python", timing.wall)
    yield Row(
        "`kapsound --help`",
        f"{took:.0f} ms",
        f"{part:.1f} times as long as `python -c pass`",
        f"at most {FIGURE_MS} ms",
        took <= FIGURE_MS,
        {"ms": took, "of_python": part},
    )
