"""`python -m benches.deep SPEC DEVICE DEPTH`: play a session to a device fed deeper blocks.

The loop, sink and renderer are the player's own; it stands in for the safe depth.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benches.render import Forgetful
from kapsound.audio.sinks.devices import Opening, open_sink
from kapsound.player.loop import run
from kapsound.player.opening import opened_live
from kapsound.player.origins import scripted
from kapsound.player.spec import SessionSpec


def main(arguments: Sequence[str]) -> None:
    """Play until ended; the sink's underruns stand in the file beside the spec."""
    path, device, depth = Path(arguments[0]), arguments[1], int(arguments[2])
    spec = SessionSpec.from_json(json.loads(path.read_text("utf-8")))
    sink = open_sink(device, Opening(depth=depth))
    with opened_live(spec, Forgetful(), script := scripted(spec.script)) as live:
        run(live.engine, script, sink)


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)  # the sound library's exit hook may hang
