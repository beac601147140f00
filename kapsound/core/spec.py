"""Holds what a session is made of, frozen at its start: enough to play and to render it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, Self

from kapsound.core.command_json import command_from_json, command_to_json
from kapsound.core.commands import Command
from kapsound.core.json_values import read_dataclass
from kapsound.core.output import Destination
from kapsound.core.prepared import Index, PreparedAudio, Recipe
from kapsound.errors import RecordError, UsageError
from kapsound.units import GRID, Frames

if TYPE_CHECKING:
    from kapsound.core.material import Material

# How many frames at a time a device is fed; a command is heard three times that later.
DEPTHS: Mapping[str, Frames] = {"usual": Frames(GRID), "safe": Frames(4 * GRID)}
LATER = frozenset(("roots",))
"""What a spec that an older kapsound wrote may lack."""


@dataclass(frozen=True, slots=True)
class ScriptedCommand:
    """A command given beforehand, at a frame of the session."""

    frame: Frames
    command: Annotated[Command, command_from_json]


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """A playlist's text as it was read, its prepared audio, and how it is to be played.

    `root` is the absolute media root, `roots` are the named ones; `cache` is the folder of prepared
    audio; `outputs` is where the sound goes. `notice` is what the therapist should know from the
    start; `buffering` says how far ahead a device is fed, as `DEPTHS` has it.
    """

    text: str
    file: str
    root: str
    cache: str
    index: tuple[tuple[Recipe, PreparedAudio], ...]
    seed: int
    title: str
    client: str = ""
    outputs: tuple[Annotated[Destination, Destination.from_json], ...] = (Destination(),)
    script: tuple[ScriptedCommand, ...] = ()
    notice: str = ""
    buffering: str = "usual"
    roots: tuple[tuple[str, str], ...] = ()

    @property
    def depth(self) -> Frames:
        """The length of the blocks that a device is fed."""
        return DEPTHS.get(self.buffering, DEPTHS["usual"])

    def material(self) -> "Material":
        """Return all that the session plays.

        Raises:
            PlaylistError: the text cannot be read, or the safe bed is not prepared.

        """
        # Heavy, and needed only to play: a record is read without it.
        from kapsound.core.assembly import assemble  # noqa: PLC0415
        from kapsound.core.playlist.parse import parse_playlist  # noqa: PLC0415
        from kapsound.core.playlist.roots import rooted  # noqa: PLC0415

        playlist = rooted(parse_playlist(self.text, self.file), dict(self.roots))
        return assemble(playlist, self.root, self.prepared(), seed=self.seed)

    def prepared(self) -> Index:
        """Return the prepared-audio index."""
        return dict(self.index)

    def to_json(self) -> dict[str, Any]:
        """Return the spec as a JSON object."""
        outputs = [item.to_json() for item in self.outputs]
        script = [asdict(item) | {"command": command_to_json(item.command)} for item in self.script]
        values = asdict(self) | {"outputs": outputs, "script": script}
        pairs = {name: [list(pair) for pair in values[name]] for name in ("index", "roots")}
        return values | pairs

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` returned, here or of old; keys it does not know are left alone.

        Raises:
            RecordError: a key is missing or of another shape.

        """
        try:
            names = [item.name for item in fields(cls)]
            known = {name: data[name] for name in names if name in data or name not in LATER}
            return read_dataclass(cls, known)
        except (KeyError, TypeError, ValueError, UsageError) as error:
            raise RecordError(f"this is no session of this kapsound: {error!r}") from error
