"""Sorts a playlist's sounds: prepared already, to be made, refused, mended or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from kapsound.cache.evict import Evicted
from kapsound.cache.name import Name
from kapsound.cache.reader import find
from kapsound.cache.source_digests import SourceDigests, Stamp
from kapsound.cache.store import folder, key_of, touch, used_at
from kapsound.cache.toolchain import read_versions, tools_stamp
from kapsound.core.prepared import FileRecipe, Index, PreparedAudio, Recipe
from kapsound.errors import MediaError
from kapsound.media.pool import Done, Outcome, Refused, worker_command, worker_environment
from kapsound.media.probe import file_problem, stamp_of

_AGAIN = "(As it was found before; the file has not changed.)"


@dataclass(frozen=True, slots=True)
class Changed:
    """Tells that a file is not the one prepared before: the digest it had, and the one it has."""

    recipe: Recipe
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Holds what is prepared, and what is not: each with its reason, which names the file.

    `mended` was damaged on the disk and is made again; `changed` are files that changed since
    they were last prepared.
    """

    index: Index
    refused: tuple[tuple[Recipe, str], ...]
    mended: tuple[Recipe, ...] = ()
    changed: tuple[Changed, ...] = ()
    evicted: Evicted | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """Sets what is allowed, what is looked at again, and how large the cache may be.

    `verify` checks every byte of what is prepared already, `retry` tries files again that were
    refused before, and `limit` is the most bytes of the cache, None for the usual limit. Files
    must lie under the one of `roots` that they start from, links followed, if any are given.
    """

    roots: tuple[Path, ...] = ()
    verify: bool = False
    retry: bool = False
    limit: int | None = None


class Inventory:
    """Collects what is found and made, refused, mended and changed so far."""

    def __init__(self, cache: Path, digests: SourceDigests, options: Options) -> None:
        self.cache = cache
        self.found: dict[Recipe, PreparedAudio] = {}
        self.refused: list[tuple[Recipe, str]] = []
        self.doubtful: set[Recipe] = set()
        self._digests = digests
        self._options = options
        self._versions = digests.versions()
        self._stamps: dict[FileRecipe, Stamp] = {}
        self._mended: list[Recipe] = []
        self._changed: list[Changed] = []

    def sort(self, recipes: Sequence[Recipe], doubt: int) -> list[Recipe]:
        """Return what has to be made or verified; what was used before `doubt` (ns) is."""
        todo = []
        for recipe in dict.fromkeys(recipes):
            audio, reason = self._known(recipe)
            if audio and (self._options.verify or used_at(self.cache, audio.key) <= doubt):
                self.doubtful.add(recipe)
            if audio and recipe not in self.doubtful:
                self._take(recipe, audio)
            elif reason:
                self.refused.append((recipe, reason))
            else:
                todo.append(recipe)
        return todo

    def collect(self, recipe: Recipe, outcome: Outcome) -> PreparedAudio | None:
        """Take an outcome in; return the audio that can be played now, if it is that."""
        match outcome:
            case Done(made=made):
                self._learn(recipe, made)
                audio = self._stored(recipe, str(made["key"]))
                if audio is None:
                    place = folder(self.cache)
                    raise MediaError(f"{place}: what was prepared is gone. Leave the folder alone.")
                self._take(recipe, audio)
                return audio
            case Refused():
                self._refuse(recipe, outcome)
        return None

    def result(self, evicted: Evicted | None = None) -> Prepared:
        """Return all that came of it."""
        refused, mended, changed = tuple(self.refused), tuple(self._mended), tuple(self._changed)
        return Prepared(self.found, refused, mended, changed, evicted)

    def _known(self, recipe: Recipe) -> tuple[PreparedAudio | None, str | None]:
        """Return a recipe's audio, if it is prepared, or why it was refused before."""
        if not isinstance(recipe, FileRecipe):
            return self._stored(recipe, key_of(recipe, "", self._versions)), None
        path = Path(recipe.path)
        root = _root_of(path, self._options.roots)
        if root and (problem := file_problem(path, root)):
            return None, named(recipe, problem)
        try:
            stamp = self._stamps[recipe] = stamp_of(path)
        except MediaError as error:
            return None, str(error)
        reason = None if self._options.retry else self._digests.refusal(recipe, stamp)
        source = self._digests.source(recipe.path, stamp)
        if source is None or reason:
            return None, reason and f"{reason} {_AGAIN}"
        return self._stored(recipe, key_of(recipe, source, self._versions)), None

    def _stored(self, recipe: Recipe, key: str) -> PreparedAudio | None:
        file = find(self.cache, key)
        if file is None:
            return None
        # The same audio may lie in files of other names, or be older than names are.
        path = recipe.path if isinstance(recipe, FileRecipe) else ""
        return replace(file.audio, **asdict(self._digests.name(path)))

    def _take(self, recipe: Recipe, audio: PreparedAudio) -> None:
        self.found[recipe] = audio
        touch(self.cache, audio.key)

    def _learn(self, recipe: Recipe, made: Mapping[str, Any]) -> None:
        if made["mended"]:
            self._mended.append(recipe)
        if isinstance(recipe, FileRecipe):
            before, after = self._digests.before(recipe.path), str(made["source"])
            if before not in (None, after):
                self._changed.append(Changed(recipe, str(before), after))
            known = Stamp(**made["stamp"]), after, Name(**made["name"])
            self._digests.remember(recipe.path, *known)
            self._digests.accept(recipe)

    def _refuse(self, recipe: Recipe, outcome: Refused) -> None:
        reason = named(recipe, outcome.reason)
        self.refused.append((recipe, reason))
        if isinstance(recipe, FileRecipe) and outcome.lasting:
            self._digests.refuse(recipe, self._stamps[recipe], reason)


def source_digests(cache: Path) -> SourceDigests:
    """Return what a cache knows of source files; versions are asked of a worker."""
    ask = partial(read_versions, worker_command("--versions"), worker_environment())
    return SourceDigests(cache, tools_stamp(Path(__file__).parent), ask)


def _root_of(path: Path, roots: Sequence[Path]) -> Path | None:
    """Return the root that a path starts from: the innermost, or the first if it is in none."""
    inner = sorted(roots, key=lambda root: len(root.parts), reverse=True)
    return next((root for root in inner if path.is_relative_to(root)), next(iter(roots), None))


def named(recipe: Recipe, reason: str) -> str:
    """Return a reason with the name of what it is about in front."""
    place = recipe.path if isinstance(recipe, FileRecipe) else recipe.synth
    return reason if reason.startswith(place) else f"{place}: {reason}"
