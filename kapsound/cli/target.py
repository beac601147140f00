"""Names the file of a render, once it is whole and so that nothing is lost on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from kapsound.core.output import STDOUT, SUFFIXES
from kapsound.errors import DeviceError, UsageError


def is_direct(path: Path) -> bool:
    """Say whether it is a pipe or a device, which is written to as it is."""
    return path.exists() and not path.is_file()


def target(output: str, *, replace: bool) -> Path | None:
    """Return where a render goes, before any work is done for it; None is stdout."""
    if output == STDOUT.form:
        return None
    path = Path(output).absolute()
    if not output or path.is_dir():
        raise UsageError(f'--output "{output}": name a sound file, not a folder')
    if path.suffix.lower() not in SUFFIXES and not path.is_fifo():
        raise UsageError(f"--output {path}: a sound file's name ends in {', '.join(SUFFIXES)}")
    if not path.parent.is_dir():
        raise DeviceError(f"--output {path}: there is no folder {path.parent}; make it first")
    _refuse_existing(path, replace=replace)
    return path


def _refuse_existing(path: Path, *, replace: bool) -> None:
    if path.exists() and not replace and not is_direct(path):
        raise DeviceError(f"{path} exists already; choose another name, or give --replace")


@contextmanager
def unfinished(path: Path, *, replace: bool) -> Iterator[Path]:
    """Give the path to write to; the file gets its name at the end, or is removed."""
    if is_direct(path):
        yield path
        return
    part = path.with_name(f"{path.stem}.part-{token_hex(3)}{path.suffix}")
    try:
        yield part
        _refuse_existing(path, replace=replace)
        part.replace(path)
    except DeviceError as error:
        raise DeviceError(str(error).replace(part.name, path.name)) from error
    except OSError as error:
        raise DeviceError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
