"""What the application opens with."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The home screen."""


@dataclass(frozen=True, slots=True)
class Attach:
    """The session that runs."""


@dataclass(frozen=True, slots=True)
class Play:
    """A playlist, to be looked over and started; `script` holds `--do` texts as they are typed."""

    path: Path
    client: str = ""
    output: str = ""
    script: tuple[str, ...] = ()


Opening = Home | Attach | Play
