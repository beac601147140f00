"""What every test shares: a home of its own, and how long hypothesis searches.

`KAPSOUND_SOAK=1` (set by `scripts/test --soak`) makes the searches twenty times longer; a test
with loops of its own reads the same variable.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from hypothesis import settings
from leftovers import MARK, end_marked

# A shared machine may stall for longer than any deadline worth having.
settings.register_profile("ordinary", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=2_000)
settings.load_profile("soak" if os.environ.get("KAPSOUND_SOAK") else "ordinary")

# A run in the background ignores Ctrl-C, and all that it starts would; some tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs Linux elsewhere."""
    for item in items:
        if sys.platform != "linux" and item.get_closest_marker("linux"):
            item.add_marker(pytest.mark.skip(reason="it needs Linux"))


@pytest.fixture(scope="session", autouse=True)
def kapsound_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the caches, records and sockets of the tests out of the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("kapsound-home")
        patch.setenv("KAPSOUND_HOME", str(home))
        yield home


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left() -> Iterator[None]:
    """End what a failed test has started: a session outlives whoever started it."""
    mark = token_hex(8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MARK, mark)
        yield
    end_marked(mark)
