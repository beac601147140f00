"""Makes the project's own virtual environments on first use, and mends those found broken.

The standard library only, and the syntax of Python 3.6, so that an older Python gets as far
as the sentence that says it is too old.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "scripts" / "constraints.txt"
OLDEST = (3, 11)
_BOUND = re.compile(r">=([^,;]+)[^;]*")
# A user's own settings of index, certificate and proxy stay; these would install elsewhere.
MISLEADING = {"VIRTUAL_ENV", "CONDA_PREFIX", "UV_SYSTEM_PYTHON"} | {
    "PIP_" + name for name in ("USER", "TARGET", "PREFIX", "ROOT", "REQUIRE_VIRTUALENV", "PYTHON")
}
ADVICE = {
    "apt-get": "sudo apt-get install python3-venv",
    "dnf": "sudo dnf install python3 python3-pip",
    "zypper": "sudo zypper install python3 python3-pip",
    "pacman": "sudo pacman -S python",
    "apk": "sudo apk add python3 py3-pip",
    "brew": "brew install python",
    "winget": "winget install Python.Python.3.12",
}


class Venv:
    """A virtual environment of the project; `wanted` tells pip which versions it holds."""

    def __init__(self, folder: Path, wanted: "Sequence[str]") -> None:
        self.folder = folder
        self._wanted = list(wanted)
        self._stamp = folder / "kapsound-installed"
        self._unfinished = folder / "kapsound-unfinished"

    def enter(self, extra: str = "") -> "dict[str, str]":
        """Make it ready, with the packages of an extra, and return the environment to run it in.

        Raises:
            SystemExit: it cannot be made; the message says what mends it.

        """
        _require_python()
        with _alone():
            if not self._is_ready(extra):
                self._install(extra)
        environment = clean(dict(os.environ))
        folders = [str(self.program("python").parent), environment.get("PATH", os.defpath)]
        return {**environment, "VIRTUAL_ENV": str(self.folder), "PATH": os.pathsep.join(folders)}

    def program(self, name: str) -> Path:
        """Return the path of one of its programs."""
        windows = self.folder / "Scripts" / f"{name}.exe"
        return windows if os.name == "nt" else self.folder / "bin" / name

    def _is_ready(self, extra: str) -> bool:
        try:
            digest, installed = self._stamp.read_text("utf-8").split(" ")
        except (OSError, ValueError):
            return False
        if self._unfinished.exists() or (extra and installed != extra):
            return False
        return digest == self._digest()

    def _install(self, extra: str) -> None:
        fresh = self._unfinished.exists() or not self._version()
        if fresh:
            self._remake()
        _say("installing the packages it needs; once, about a minute")
        self._unfinished.touch()
        target = str(ROOT) + (f"[{extra}]" if extra else "")
        done = _run([*_installer(self.program("python")), *self._wanted, "-e", target])
        # An update that fails leaves what was there; a first installation is begun anew.
        if done or not fresh:
            self._unfinished.unlink()
        if not done:
            sys.exit("kapsound: the packages cannot be installed (why: above). Start this again.")
        self._stamp.write_text(f"{self._digest()} {extra}", "utf-8")

    def _remake(self) -> None:
        _say(f"making its own Python environment in {self.folder}")
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        shutil.rmtree(str(self.folder), ignore_errors=True)
        self.folder.mkdir(exist_ok=True)
        self._unfinished.touch()
        if not any(_run([*maker, str(self.folder)]) for maker in _makers()):
            sys.exit(f"kapsound: no virtual environment can be made here. {_advice()}")

    def _digest(self) -> str:
        """Return what an installation depends on: the Python, the place, versions and files."""
        parts = [self._version(), str(ROOT), *self._wanted]
        parts += [path.read_text("utf-8") for path in (PROJECT, CONSTRAINTS)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _version(self) -> str:
        return _answer(self.program("python"), "import sys; print(sys.version)")


def pinned() -> Venv:
    """Return the environment that everything runs in: the versions of `constraints.txt`."""
    return Venv(ROOT / ".venv", ["-c", str(CONSTRAINTS)])


def lowest() -> Venv:
    """Return the environment of the lowest versions that the project says it runs with.

    The tools of the checks stay as they are pinned; what neither names is the newest that fits.
    """
    _require_python()
    return Venv(ROOT / ".venv-lowest", lowest_versions())


def lowest_versions() -> "list[str]":
    """Return the project's dependencies at their lower bounds, and its tools as pinned."""
    import tomllib  # noqa: PLC0415  # an old Python lacks it

    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    tools = {_name(line) for line in project["optional-dependencies"]["dev"]}
    pins = CONSTRAINTS.read_text("utf-8").splitlines()
    bounds = [_BOUND.sub(r"==\1", line, 1) for line in project["dependencies"]]
    return [*bounds, *(pin for pin in pins if _name(pin) in tools)]


def _name(requirement: str) -> str:
    return re.split(r"[<>=;#\[ ]", requirement, maxsplit=1)[0].lower()


def clean(environment: "dict[str, str]") -> "dict[str, str]":
    """Return an environment without what would lead the project's Python astray."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("PYTHON", "__PYVENV")) and name not in MISLEADING
    }


def _require_python() -> None:
    if sys.version_info >= OLDEST:
        return
    newer = (f"python3.{minor}" for minor in range(20, OLDEST[1] - 1, -1))
    found = next(filter(shutil.which, newer), None)
    here = ".".join(map(str, sys.version_info[:2]))
    hint = f"Start this with {found}." if found else "Install a newer one and start this with it."
    sys.exit(f"kapsound needs Python 3.11 or newer; this is {here}. {hint}")


@contextmanager
def _alone() -> "Iterator[None]":
    """Let one process at a time look after the environment, where the system can do that."""
    with CONSTRAINTS.open() as handle:
        with suppress(ImportError, OSError):
            import fcntl  # noqa: PLC0415  # Windows has none

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _makers() -> "list[list[str]]":
    own = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    uv = shutil.which("uv")
    makers = [[sys.executable, "-m", "venv"]] if own else []
    if uv:
        makers.append([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable])
    return makers


def _installer(python: Path) -> "list[str]":
    uv = shutil.which("uv")
    if uv and not _answer(python, "import pip; print(pip.__version__)"):
        return [uv, "pip", "install", "--quiet", "--python", str(python)]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    return [str(python), "-m", "pip", "install", *quiet]


def _advice() -> str:
    command = next((ADVICE[tool] for tool in ADVICE if shutil.which(tool)), "")
    return f"This mends it: {command}" if command else "Install Python's venv and pip, or uv."


def _answer(python: Path, question: str) -> str:
    """Return what a Python prints, and nothing where it does not run."""
    try:
        return subprocess.run(
            [str(python), "-c", question],
            env=clean(dict(os.environ)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _run(command: "list[str]") -> bool:
    """Run a step of the installation, quietly unless it fails."""
    done = subprocess.run(
        command,
        env=clean(dict(os.environ)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
    return done.returncode == 0


def _say(text: str) -> None:
    print(f"kapsound: {text} ...", file=sys.stderr, flush=True)
