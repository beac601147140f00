"""Outputs as values: where sound goes, how loud, and the one list of every kind there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from kapsound.core.json_values import read_value
from kapsound.errors import DeviceError, UsageError

LEVEL_RANGE_DB = (-60.0, 0.0)
SUFFIXES = (".wav", ".flac", ".raw")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputKind:
    """A kind of output, and all that the rest of kapsound knows of it.

    It is written as `prefix`, followed by what `value` names if it takes one. `label` says on a
    screen what it is, {} being the value; `help` says it to those who write it, empty where
    nobody should. `sink` is the module of `kapsound.audio.sinks` whose `open_sink` opens it.
    `heard` if somebody hears it, `live` if a session in real time may go there.
    """

    sink: str
    label: str
    prefix: str = ""
    value: str = ""
    help: str = ""
    heard: bool = False
    live: bool = True

    @property
    def form(self) -> str:
        """How it is written, as in `file:PATH`."""
        return self.prefix + self.value

    def fits(self, text: str) -> bool:
        """Say whether a text is an output of this kind."""
        return text.startswith(self.prefix) if self.value else text == self.prefix


DEFAULT = OutputKind(sink="devices", label="the system's default", heard=True)
SILENT = OutputKind(sink="null", prefix="null", label="silent, nothing is heard", help="is silent")
FILE = OutputKind(
    sink="sound_file",
    prefix="file:",
    value="PATH",
    label="a file, nothing is heard: {}",
    help="writes a .wav or .raw file (not live: .flac too)",
)
STDOUT = OutputKind(sink="raw", prefix="-", label="standard output", live=False)
DEVICE = OutputKind(sink="devices", value="NAME", label="{}", heard=True)
KINDS: tuple[OutputKind, ...] = (DEFAULT, SILENT, FILE, STDOUT, DEVICE)
"""Every kind; a text is of the first that fits, so the device, which any text names, is last."""

RUN_SILENTLY = f"run silently with --output {SILENT.form}"


@dataclass(frozen=True, slots=True)
class Output:
    """Where sound goes; `value` is the name of a device or the path of a file."""

    kind: OutputKind = DEFAULT
    value: str = ""

    def __str__(self) -> str:
        return self.kind.prefix + self.value

    @property
    def label(self) -> str:
        """What a screen calls it."""
        return self.kind.label.format(self.value)


@dataclass(frozen=True, slots=True)
class Destination:
    """An output and its level in dB, which lowers it against what the session renders.

    Raises:
        UsageError: the level is out of range.

    """

    output: Output = Output()
    level: float = 0.0

    def __post_init__(self) -> None:
        low, high = LEVEL_RANGE_DB
        if not low <= self.level <= high:
            raise UsageError(
                f'the level of the output "{self.output}" is {self.level:g} dB; '
                f"it may be {low:g} to {high:g}"
            )

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {"output": str(self.output), "level": self.level}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_json` returned.

        Raises:
            UsageError: it is no output, or its level is out of range.
            ValueError: a value is of another type.

        """
        output = parse_output(read_value(str, values["output"]))
        return cls(output, read_value(float, values["level"]))


def parse_output(text: str) -> Output:
    """Read an output as `--output` takes it; an empty text is the system's default.

    Raises:
        UsageError: what it should name is missing.

    """
    kind = next(kind for kind in KINDS if kind.fits(text))
    value = text.removeprefix(kind.prefix)
    if kind.value and not value.strip():
        raise UsageError(f'the output "{text}" lacks its {kind.value}; write {kind.form}')
    return Output(kind, value)


def destinations(text: str) -> tuple[Destination, ...]:
    """Return the destinations of a session that is given one output, at its full level.

    Raises:
        UsageError: the text is no output.

    """
    return (Destination(parse_output(text)),)


def driven(given: Sequence[Destination]) -> Destination:
    """Return the destination that is driven.

    Raises:
        DeviceError: there are several, or none.

    """
    if len(given) != 1:
        named = ", ".join(f'"{item.output}"' for item in given) or "none"
        raise DeviceError(f"one output is driven at present; choose one (given: {named})")
    return given[0]


def choices(devices: Iterable[str]) -> tuple[Output, ...]:
    """Return the outputs a person may choose from, where there are these devices."""
    named = (Output(DEVICE, name) for name in devices)
    others = (Output(kind) for kind in KINDS if kind.live and not kind.value and kind != DEFAULT)
    return (Output(), *named, *others)


def usage() -> str:
    """Return the help of `--output`."""
    others = ", ".join(f"{kind.form} {kind.help}" for kind in KINDS if kind.help)
    return (
        "The sound output, by the name that `kapsound devices` lists; "
        f"{others}. Without it, the system's default."
    )


def refusal(output: Output) -> str:
    """Return why a session in real time cannot go to an output, empty if it can."""
    if output.kind.live:
        return ""
    others = ", ".join(kind.form for kind in KINDS if kind.help)
    return (
        f"a live session does not go to {output.label}; name a device or one of {others} "
        "(PATH may be a named pipe)"
    )


def unheard() -> str:
    """Return the options that let nothing be heard, as a message names them."""
    silent = (kind for kind in KINDS if kind.help and not kind.heard)
    return " or ".join(f"--output {kind.form}" for kind in silent)
