"""Sequences of commands of every kind, each after a while, as hypothesis draws them."""

from dataclasses import dataclass

from hypothesis import strategies as st

from kapsound.core.commands import Command
from kapsound.core.instructions import VoiceId
from kapsound.core.reports import Interrupt, OutputBack, Restarted, VoiceLost
from kapsound.core.session import Session
from kapsound.core.wording import parse_command
from kapsound.units import Seconds

TEXTS = (
    "dose", "dose at -20s", "booster", "amend at -30s", "undo", "undo", "previous",
    "next", "choose 1", "choose 3", "hold", "release", "extend 20s",
    "extend 90s", "shorten 15s", "shorten 2m", "advance", "return", "bed rain", "bed off",
    "bed-add wind", "bed-drop sea", "soften", "restore", "silence", "sound", "pause", "resume",
    "resume", "talk toggle", "talk off", "ground", "cue breathe wait", "cue rest wait",
    "cue here replace", "stop-cue", "level music -12", "level music 6", "level ambience -30",
    "level voice -20", "level voice 3", "level master -6", "level master 3", "note well",
    "end", "stop", "output-back", "restarted", "restarted safe", "interrupt",
)  # fmt: skip
RARE = ("end", "interrupt")
OWN = {
    "output-back": OutputBack(),
    "restarted": Restarted("killed", Seconds(0.2)),
    "restarted safe": Restarted("killed", Seconds(0.2), safe=True),
    "interrupt": Interrupt(),
}


@dataclass(frozen=True, slots=True)
class Given:
    """Something that happens after a pause of so many blocks."""

    blocks: int
    text: str
    confirmed: bool

    def command(self, session: Session) -> Command:
        """Return the command; one that loses a voice takes the newest or an older one."""
        if self.text.startswith("lose"):
            back = int(self.text.removeprefix("lose "))
            return VoiceLost(VoiceId(max(1, session.voices - back)), "gone")
        return OWN.get(self.text) or parse_command(self.text)


pauses = st.one_of(st.integers(0, 4), st.integers(0, 60), st.integers(0, 1_500))
often = st.sampled_from([text for text in TEXTS if text not in RARE])
losses = st.sampled_from(["lose 0", "lose 1", "lose 2"])
texts = st.one_of(often, often, often, losses, st.sampled_from(RARE))
sequences = st.lists(st.builds(Given, pauses, texts, st.booleans()), max_size=20)
short = st.lists(st.builds(Given, pauses, texts, st.booleans()), max_size=8)
