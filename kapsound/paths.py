"""Where kapsound keeps its files, and how they are kept private.

Everything lies in the folders the system gives a person's programs, or beneath
`$KAPSOUND_HOME` where that is set. The functions that name a folder create nothing.
"""

import hashlib
import os
import stat
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from kapsound.errors import KapsoundError

APP = "kapsound"
HOME_VARIABLE = "KAPSOUND_HOME"
# A Unix socket's path has 104 bytes on macOS and 108 on Linux, its closing zero included; this
# leaves 23 for the file's own name.
_RUNTIME_BYTES = 80
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


def cache_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of prepared audio and of all else that can be made again."""
    return _home(environment, "cache") or platformdirs.user_cache_path(APP, appauthor=False)


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file of the settings, which need not exist."""
    config = _home(environment, "") or platformdirs.user_config_path(APP, appauthor=False)
    return config / "settings.toml"


def records_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that holds one folder for each session record."""
    data = _home(environment, "") or platformdirs.user_data_path(APP, appauthor=False)
    return data / "records"


def spare_records_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder where a record goes on when its own folder fails."""
    state = _home(environment, "") or platformdirs.user_state_path(APP, appauthor=False)
    return state / "spare-records"


def runtime_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of sockets and locks, short enough for a Unix socket within it.

    Raises:
        KapsoundError: the temporary folder's path is too long as well.

    """
    home = _home(environment, "run")
    wanted = home or _system_runtime_dir()
    if _fits(wanted) and (home or _is_ours(wanted.parent)):
        return wanted
    return _short_runtime_dir(wanted)


def private_folder(path: Path) -> Path:
    """Create a folder only its owner can enter (0700), or shut others out of an existing one.

    Raises:
        KapsoundError: it cannot be created, is no folder, or belongs to another user.

    """
    try:
        _make(path)
        _tighten(path)
    except OSError as error:
        reason = error.strerror or error
        raise KapsoundError(
            f"{path}: the folder cannot be used: {reason}. Give this user a folder to write "
            f"in there, or set {HOME_VARIABLE} to another one."
        ) from error
    return path


def private_opener(path: str, flags: int) -> int:
    """Open a file only its owner can read (0600) under any umask; for `open(..., opener=...)`."""
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), _PRIVATE_FILE)
    if stat.S_IMODE(os.fstat(descriptor).st_mode) != _PRIVATE_FILE:
        Path(path).chmod(_PRIVATE_FILE)
    return descriptor


def _home(environment: Mapping[str, str], name: str) -> Path | None:
    home = environment.get(HOME_VARIABLE)
    return Path(home).absolute() / name if home else None


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= _RUNTIME_BYTES


def _user() -> int:
    return getattr(os, "getuid", int)()  # Windows has no user numbers: every file says 0


def _is_ours(folder: Path) -> bool:
    try:
        return folder.stat().st_uid == _user()
    except OSError:
        return False


def _system_runtime_dir() -> Path:
    with warnings.catch_warnings(action="ignore"):  # it warns where the system offers none
        return platformdirs.user_runtime_path(APP, appauthor=False)


def _short_runtime_dir(wanted: Path) -> Path:
    mark = hashlib.blake2b(os.fsencode(wanted), digest_size=4).hexdigest()
    short = Path(tempfile.gettempdir()) / f"{APP}-{_user()}-{mark}"
    if not _fits(short):
        raise KapsoundError(
            f"{short}: too long a path for a socket. Set TMPDIR or {HOME_VARIABLE} to a folder "
            "with a shorter one."
        )
    return short


def _make(path: Path) -> None:
    if not path.parent.is_dir():
        _make(path.parent)
    try:
        path.mkdir(_PRIVATE_FOLDER)
    except FileExistsError:
        return
    path.chmod(_PRIVATE_FOLDER)  # an umask may have taken the owner's own rights


def _tighten(path: Path) -> None:
    if not path.is_dir():
        raise NotADirectoryError(f"{path.name} is not a folder")
    if {path.lstat().st_uid, path.stat().st_uid} != {_user()}:
        raise PermissionError("it belongs to another user")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~_PRIVATE_FOLDER:
        path.chmod(mode & _PRIVATE_FOLDER)
