"""Lists the sound outputs: the devices job."""

from dataclasses import asdict
from typing import Any

from kapsound.jobs.work import Report
from kapsound.output.choice import find_devices
from kapsound.processes import Values


def work(_request: Values, _report: Report) -> dict[str, Any]:
    """Answer `names`, and `default`, which is None where the system does not say."""
    return asdict(find_devices())
