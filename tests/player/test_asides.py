"""Lines from beside the audio loop wait for it, and come out in their order, each once."""

from kapsound.core.events import Notice
from kapsound.player.asides import Asides


def test_lines_wait_until_they_are_asked_for():
    asides, first, second = Asides(), Notice("first"), Notice("second")
    asides.put(first)
    asides.put(second)
    assert list(asides.due()) == [first, second]
    assert list(asides.due()) == []
