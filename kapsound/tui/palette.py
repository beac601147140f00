"""The command palette: every action, cue, bed and track by its name."""

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from kapsound.tui.keys import ACTIONS, DO
from kapsound.tui.screens.session import SessionScreen

Entry = tuple[str, str, str]


class SessionCommands(Provider):
    """Finds what can be done on the session screen; names are text, never markup."""

    async def discover(self) -> Hits:
        """Offer everything."""
        for name, hint, act in self._entries():
            yield DiscoveryHit(Content(name), partial(self._act, act), name, hint)

    async def search(self, query: str) -> Hits:
        """Offer what sounds like the query."""
        matcher = self.matcher(query)
        for name, hint, act in self._entries():
            if (score := matcher.match(f"{name} {hint}")) > 0:
                yield Hit(score, Content(f"{name}"), partial(self._act, act), name, hint)

    def _act(self, act: str) -> None:
        screen = self.screen
        if isinstance(screen, SessionScreen):
            screen.act(act)

    def _entries(self) -> Iterator[Entry]:
        screen = self.screen
        if not isinstance(screen, SessionScreen):
            return
        yield from entries(screen)


def entries(screen: SessionScreen) -> Iterator[Entry]:
    """Return name, hint and act of all there is to do."""
    keys = screen.view.keys
    for action in ACTIONS:
        if action.id == "palette" or action.steady or "-" in action.id[:-1]:
            continue
        name = action.command or action.label
        yield name, f"{action.help} ({keys.get(action.id, '')})", action.id
        if action.back:
            yield action.back, action.help, DO + action.back
    status = screen.view.status
    for cue in status.get("cues", ()):
        yield f"cue {cue['label']}", "Voice cue", f"{DO}cue {cue['id']}"
    for bed in status.get("all_beds", ()):
        yield f"bed {bed['label']}", "Crossfade the ambience to it", f"{DO}bed {bed['id']}"
    for track in status.get("phase", {}).get("tracks", ()):
        yield f"choose {track['title']}", "Crossfade to it", f"{DO}choose {track['id']}"
