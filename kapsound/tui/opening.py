"""Names the screens that the application can open with."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kapsound.core.spec import ScriptedCommand


@dataclass(frozen=True, slots=True)
class Home:
    """The home screen."""


@dataclass(frozen=True, slots=True)
class Attach:
    """The session that runs."""


@dataclass(frozen=True, slots=True)
class Play:
    """A playlist, to be looked over and started; `script` is commanded beforehand."""

    path: Path
    client: str = ""
    output: str = ""
    script: "tuple[ScriptedCommand, ...]" = ()


Opening = Home | Attach | Play
