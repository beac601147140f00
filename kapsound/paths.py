"""Names the folders of kapsound's files.

Everything lies in the folders the system gives a person's programs, or beneath
`$KAPSOUND_HOME` where that is set. The functions that name a folder create nothing.
"""

import hashlib
import os
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from kapsound.errors import KapsoundError
from kapsound.platform import user_number

APP = "kapsound"
HOME_VARIABLE = "KAPSOUND_HOME"
# A Unix socket's path has 104 bytes on macOS and 108 on Linux, its closing zero included; this
# leaves 23 for the file's own name.
_RUNTIME_BYTES = 80


def ready_playlists() -> Path:
    """Return the folder of the playlists that come with the program, voice cues and all.

    The build puts it into the package; in a checkout it stands beside the package.
    """
    package = Path(__file__).parent
    installed = package / "playlists"
    return installed if installed.is_dir() else package.parent / "playlists"


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


def library_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file that holds what is known of a clinic's music."""
    data = _home(environment, "") or platformdirs.user_data_path(APP, appauthor=False)
    return data / "library.sqlite"


def spare_records_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder where a record goes on when its own folder fails."""
    state = _home(environment, "") or platformdirs.user_state_path(APP, appauthor=False)
    return state / "spare-records"


def seen_warnings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file that remembers which warnings of a preflight had their look."""
    return records_dir(environment).parent / "seen-warnings.txt"


def runtime_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of sockets and locks, short enough for a Unix socket within it.

    Raises:
        KapsoundError: the temporary folder's path is too long as well.

    """
    home = _home(environment, "run")
    with warnings.catch_warnings(action="ignore"):  # it warns where the system offers none
        wanted = home or platformdirs.user_runtime_path(APP, appauthor=False)
    if _fits(wanted) and (home or _is_ours(wanted.parent)):
        return wanted
    mark = hashlib.blake2b(os.fsencode(wanted), digest_size=4).hexdigest()
    short = Path(tempfile.gettempdir()) / f"{APP}-{user_number()}-{mark}"
    if not _fits(short):
        raise KapsoundError(
            f"{short}: too long a path for a socket. Set TMPDIR or {HOME_VARIABLE} to a folder "
            "with a shorter one."
        )
    return short


def player_lock(runtime: Path) -> Path:
    """Return the file that is locked for as long as a session plays."""
    return runtime / "player.lock"


def supervisor_lock(runtime: Path) -> Path:
    """Return the file that is locked for as long as a session is supervised."""
    return runtime / "supervisor.lock"


def _home(environment: Mapping[str, str], name: str) -> Path | None:
    home = environment.get(HOME_VARIABLE)
    return Path(home).absolute() / name if home else None


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= _RUNTIME_BYTES


def _is_ours(folder: Path) -> bool:
    try:
        return folder.stat().st_uid == user_number()
    except OSError:
        return False
