"""Names the file of a render, once it is whole and so that nothing is lost on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from kapsound.core.output import STDOUT, SUFFIXES
from kapsound.errors import DeviceError, UsageError


@dataclass(frozen=True, slots=True)
class Target:
    """Where a render goes; `replace` allows an existing file to be written over."""

    path: Path
    replace: bool

    @property
    def direct(self) -> bool:
        """Whether it is a pipe or a device, which is written to as it is."""
        return self.path.exists() and not self.path.is_file()


def target(output: str, *, replace: bool) -> Target | None:
    """Return where a render goes, before any work is done for it; None is stdout.

    Raises:
        UsageError: the name is of no sound file.
        DeviceError: the folder is missing, or the file exists already.

    """
    if output == STDOUT.form:
        return None
    path = Path(output).absolute()
    if not output or path.is_dir():
        raise UsageError(f'--output "{output}": name a sound file, not a folder')
    if path.suffix.lower() not in SUFFIXES and not path.is_fifo():
        raise UsageError(f"--output {path}: a sound file's name ends in {', '.join(SUFFIXES)}")
    if not path.parent.is_dir():
        raise DeviceError(f"--output {path}: there is no folder {path.parent}; make it first")
    found = Target(path, replace)
    _refuse_existing(found)
    return found


def _refuse_existing(found: Target) -> None:
    if found.path.exists() and not found.replace and not found.direct:
        raise DeviceError(f"{found.path} exists already; choose another name, or give --replace")


@contextmanager
def unfinished(found: Target) -> Iterator[Path]:
    """Give the path to write to; the file gets its name at the end, or is removed.

    Raises:
        DeviceError: it cannot be given its name.

    """
    path = found.path
    if found.direct:
        yield path
        return
    part = path.with_name(f"{path.stem}.part-{token_hex(3)}{path.suffix}")
    try:
        yield part
        _refuse_existing(found)
        part.replace(path)
    except DeviceError as error:
        raise DeviceError(str(error).replace(part.name, path.name)) from error
    except OSError as error:
        raise DeviceError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
