"""An output that is not there is lost from the first block on, for its reason."""

import numpy as np
import pytest

from kapsound.audio.sinks.absent import AbsentSink
from kapsound.audio.sinks.base import SinkLost


def test_whoever_writes_is_told_why():
    sink = AbsentSink("the sound output is not there")
    with pytest.raises(SinkLost, match="not there"):
        sink.write(np.zeros((9, 2), np.float32))
    sink.close()
    assert (sink.name, sink.delivered, sink.unheard, sink.gaps()) == ("", 0, 0, ())
