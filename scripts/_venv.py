"""The project's own virtual environment: made on first use, mended when it is found broken.

The standard library only, and the syntax of Python 3.6, so that an older Python gets as far
as the sentence that says it is too old.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "scripts" / "constraints.txt"
OLDEST = (3, 11)
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


def enter(extra: str = "") -> "dict[str, str]":
    """Make `.venv` ready, with the packages of an extra, and return its environment.

    Raises:
        SystemExit: it cannot be made; the message says what mends it.

    """
    _require_python()
    with _alone():
        if not _is_ready(extra):
            _install(extra)
    environment = clean(dict(os.environ))
    folders = [str(program("python").parent), environment.get("PATH", os.defpath)]
    return {**environment, "VIRTUAL_ENV": str(VENV), "PATH": os.pathsep.join(folders)}


def program(name: str) -> Path:
    """Return the path of a program of the virtual environment."""
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


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


def _is_ready(extra: str) -> bool:
    try:
        digest, installed = _stamp().read_text("utf-8").split(" ")
    except (OSError, ValueError):
        return False
    if _unfinished().exists() or (extra and installed != extra):
        return False
    return digest == _digest()


def _install(extra: str) -> None:
    fresh = _unfinished().exists() or not _answer("import sys; print(sys.version)")
    if fresh:
        _remake()
    _say("installing the packages it needs; once, about a minute")
    _unfinished().touch()
    target = str(ROOT) + (f"[{extra}]" if extra else "")
    done = _run([*_installer(), "-c", str(CONSTRAINTS), "-e", target])
    # An update that fails leaves what was there; a first installation is begun anew.
    if done or not fresh:
        _unfinished().unlink()
    if not done:
        sys.exit("kapsound: the packages could not be installed (why: above). Start this again.")
    _stamp().write_text(f"{_digest()} {extra}", "utf-8")


def _remake() -> None:
    _say(f"making its own Python environment in {VENV}")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    shutil.rmtree(str(VENV), ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    _unfinished().touch()
    if not any(_run([*maker, str(VENV)]) for maker in _makers()):
        sys.exit(f"kapsound: no virtual environment can be made here. {_advice()}")


def _makers() -> "list[list[str]]":
    own = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    uv = shutil.which("uv")
    makers = [[sys.executable, "-m", "venv"]] if own else []
    if uv:
        makers.append([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable])
    return makers


def _installer() -> "list[str]":
    python, uv = str(program("python")), shutil.which("uv")
    if uv and not _answer("import pip; print(pip.__version__)"):
        return [uv, "pip", "install", "--quiet", "--python", python]
    return [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]


def _advice() -> str:
    command = next((ADVICE[tool] for tool in ADVICE if shutil.which(tool)), "")
    return f"This mends it: {command}" if command else "Install Python's venv and pip, or uv."


def _stamp() -> Path:
    return VENV / "kapsound-installed"


def _unfinished() -> Path:
    return VENV / "kapsound-unfinished"


def _digest() -> str:
    """Return what an installation depends on: the Python, the place, and both files."""
    parts = [_answer("import sys; print(sys.version)").encode(), str(ROOT).encode()]
    parts += [path.read_bytes() for path in (PROJECT, CONSTRAINTS)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _answer(question: str) -> str:
    """Return what the environment's own Python prints, and nothing where it does not run."""
    try:
        return subprocess.run(
            [str(program("python")), "-c", question],
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
