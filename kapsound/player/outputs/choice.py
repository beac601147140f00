"""Says what another output would be, and why it cannot be had."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kapsound.config.read import read_settings
from kapsound.control.status import OutputStatus
from kapsound.core.output import DEVICE, SILENT, Destination, parse_output
from kapsound.errors import DeviceError, UsageError
from kapsound.output.choice import Devices, choose_device

_INSTEAD = f"fall silent with output {SILENT.form}"


def destination(settings: Path, name: str) -> Destination:
    """Return an output as it is written, at the level that the settings have for it.

    Raises:
        UsageError: it is no output.

    """
    return Destination(parse_output(name), read_settings(settings).settings.level_of(name))


def refusal(name: str, present: Sequence[OutputStatus], find: Callable[[], Devices]) -> str:
    """Return why the sound cannot go to an output, empty if it seems that it can.

    What is no output at all is left to the session to refuse. The devices are asked for, which
    can take seconds.
    """
    try:
        output = parse_output(name)
    except UsageError:
        return ""
    if str(output) in [status["name"] for status in present if status["state"] == "playing"]:
        return f'the sound goes to "{name}" already'
    if output.kind != DEVICE:
        return ""
    try:
        choose_device(find(), output.value, _INSTEAD)
    except DeviceError as error:
        return str(error)
    return ""
