"""One table holds the actions: bindings, palette, help, mouse targets and remapping use it.

Small letters are small things; capitals move the session on, so that no slip of a finger does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding

DO = "do:"
BED_KEYS = 8


@dataclass(frozen=True, slots=True)
class Action:
    """Something a therapist can do.

    `keys` are Textual's names, several separated by commas. With a `command` the player is told
    that; `back` is told instead while the session is in one of the states `when`. Without one
    the screen itself acts. A `steady` action also works while a note is written or a question
    stands; a `repeating` one may be held down.
    """

    id: str
    keys: str
    label: str
    help: str
    group: str
    command: str = ""
    back: str = ""
    back_label: str = ""
    when: tuple[str, ...] = ()
    steady: bool = False
    repeating: bool = False

    def command_in(self, states: Iterable[str]) -> str:
        """Return the command for a session in these states."""
        return self.back if self.is_on(states) else self.command

    def label_in(self, states: Iterable[str]) -> str:
        """Return the label for a session in these states."""
        return self.back_label if self.is_on(states) and self.back_label else self.label

    def is_on(self, states: Iterable[str]) -> bool:
        """Whether the action would take something back."""
        return bool(self.back) and any(state in self.when for state in states)


COURSE, MUSIC, QUIET, VOICE, AMBIENCE, LEVELS, RECORD, SCREEN = GROUPS = (
    "Course", "Music", "Quiet", "Voice", "Ambience", "Levels", "Record", "Screen",
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (
    Action("dose", "D", "dose", "Mark the first dose, now or some time ago: D, then D or enter",
           COURSE),
    Action("booster", "B", "booster", "Mark a further dose likewise; what is ahead moves later",
           COURSE),
    Action("amend", "d", "amend dose", "Correct the last dose's time or words by a further line",
           COURSE),
    Action("undo", "u,U", "undo", "Take back what was done a moment ago; again what was before it",
           COURSE, "undo"),
    Action("hold", "h", "hold", "Stay in this phase, and let it go again", COURSE, "hold",
           "release", "release", ("hold",)),
    Action("extend", "right,full_stop", "+1 min", "Let this phase end a minute later", COURSE,
           "extend 1m"),
    Action("shorten", "left,comma", "-1 min", "Let this phase end a minute earlier", COURSE,
           "shorten 1m"),
    Action("extend-more", "shift+right,greater_than_sign", "+5 min",
           "Let this phase end five minutes later", COURSE, "extend 5m"),
    Action("shorten-more", "shift+left,less_than_sign", "-5 min",
           "Let this phase end five minutes earlier", COURSE, "shorten 5m"),
    Action("advance", "A", "advance", "Go into the next phase now", COURSE, "advance"),
    Action("previous", "P", "previous", "Go back into the phase before", COURSE, "previous"),
    Action("return", "R", "return", "Go into the phase named return now", COURSE, "return"),
    Action("end", "E", "end", "End the session with its closing fade; asks first", COURSE, "end"),
    Action("next", "n", "next", "Crossfade to the next track", MUSIC, "next"),
    Action("choose", "l", "list", "Choose another track of the phase from a list", MUSIC),
    Action("pause", "space", "pause",
           "Pause the music and let it go on; also leaves ground and stop", QUIET, "pause",
           "resume", "resume", ("stop", "ground", "pause")),
    Action("soften", "s", "soften", "Music and ambience 6 dB down; again goes further", QUIET,
           "soften"),
    Action("restore", "r", "restore", "Undo every soften, rising slowly", QUIET, "restore"),
    Action("silence", "m", "silence", "Deliberate silence, and the sound back again", QUIET,
           "silence", "sound", "sound", ("silence",)),
    Action("ground", "g", "ground", "Music away, the bed stays, the grounding voice plays", QUIET,
           "ground"),
    Action("talk", "t", "talk", "Duck the sound while you speak in the room; again ends it", QUIET,
           "talk on", "talk off", "end talk", ("talk",)),
    Action("stop", "x,X", "STOP", "Emergency stop from anywhere: all sound fades; space goes on",
           QUIET, "stop"),
    Action("stop-now", "ctrl+x", "STOP", "Emergency stop, also while you write", QUIET, "stop",
           steady=True),
    Action("cues", "c", "cues", "Choose a voice cue from a list; also one in place of another",
           VOICE),
    Action("stop-cue", "o", "cue off", "End the voice cue that is heard", VOICE, "stop-cue"),
    Action("beds", "b", "beds", "Choose, add or drop a bed from a list", AMBIENCE),
    *(
        Action(f"bed-{n}", f"f{n + 1}", f"bed {n}", f"Crossfade the ambience to bed {n}",
               AMBIENCE)
        for n in range(1, BED_KEYS + 1)
    ),
    *(
        Action(f"layer-{n}", f"f{n + 13},shift+f{n + 1}", f"layer {n}",
               f"Layer bed {n} over the others, or drop it", AMBIENCE)
        for n in range(1, BED_KEYS + 1)
    ),
    Action("bed-off", "f", "beds off", "Fade every bed out", AMBIENCE, "bed off"),
    Action("bus", "tab", "next bus", "Pick the bus that the level keys change", LEVELS),
    Action("bus-back", "shift+tab", "bus before", "Pick the bus before", LEVELS),
    Action("up", "up", "up", "Its level 1 dB up", LEVELS, repeating=True),
    Action("down", "down", "down", "Its level 1 dB down", LEVELS, repeating=True),
    Action("level", "equals_sign", "level", "Write the level of a bus in dB", LEVELS),
    Action("output", "O", "output", "Choose another sound output from a list", LEVELS),
    Action("note", "enter,i", "note", "Write a note into the record", RECORD),
    Action("vitals", "v", "vitals", "Write vital signs into the record", RECORD),
    Action("mark", "k", "mark", "Mark this moment in the record", RECORD, "mark"),
    Action("older", "pageup", "older", "Look further back in the record", RECORD, repeating=True),
    Action("newer", "pagedown", "newer", "Look at the newest of the record", RECORD,
           repeating=True),
    Action("acknowledge", "a", "acknowledge", "Take note of the faults shown", RECORD,
           "acknowledge"),
    Action("take", "C", "control", "Control the session from this screen", SCREEN),
    Action("help", "question_mark,f1", "help", "Show all keys", SCREEN),
    Action("palette", "colon", "find", "Find a command by its name", SCREEN),
    Action("palette-now", "ctrl+p", "find", "Find one, also while you write", SCREEN, steady=True),
    Action("theme", "ctrl+t", "night/day", "Change between night and day", SCREEN, steady=True),
    Action("leave", "q", "leave", "Leave this screen; asks what is to become of the session",
           SCREEN),
    Action("leave-now", "ctrl+q,ctrl+c", "leave", "Leave it, also while you write", SCREEN,
           steady=True),
)  # fmt: skip

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}
STRIP: tuple[tuple[str, ...], ...] = (
    ("pause", "ground", "talk"), ("soften", "restore", "silence"), ("stop", "dose", "booster"),
    ("hold", "shorten", "extend"), ("advance", "return", "end"), ("next", "choose", "beds"),
    ("note", "vitals", "mark"), ("cues", "help", "leave"),
)  # fmt: skip
"""The actions at the foot of the screen, in columns of what belongs together."""

_SHOWN = {
    "space": "space", "left": "←", "right": "→", "up": "↑", "down": "↓", "enter": "⏎", "tab": "⇥",
    "shift+tab": "⇧⇥", "question_mark": "?", "full_stop": ".", "comma": ",", "colon": ":",
    "equals_sign": "=", "greater_than_sign": ">", "less_than_sign": "<", "pageup": "PgUp",
    "pagedown": "PgDn", "escape": "esc", "home": "Home", "end": "End", "delete": "del",
    "backspace": "⌫", "shift+right": "⇧→", "shift+left": "⇧←", "minus": "-", "plus": "+",
}  # fmt: skip
# A terminal sends F14 and so on for F2 with shift.
_SHIFTED = {f"f{n + 12}": f"F{n}" for n in range(1, 13)}


HELP_BINDING = Binding("question_mark,f1", "app.show_help", "show the keys", show=False)
"""Shows the keys of the screen one is on, and those of a session."""


STOPPING = (Binding("x,X", "act('stop')", "STOP", id="stop", show=False),)
"""Stops from every screen that is no session's."""


def bindings(*, steady: bool) -> list[Binding]:
    """Return Textual's bindings for the actions that are steady, or for all the others."""
    return [
        Binding(action.keys, f"act('{action.id}')", action.label, id=action.id, priority=steady)
        for action in ACTIONS
        if action.steady is steady
    ]


def keys_of(action: Action, remapped: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys an action has, as Textual names them."""
    return tuple(key.strip() for key in remapped.get(action.id, action.keys).split(",") if key)


def action_of(command: str) -> str:
    """Return the id of the action that gives a command or takes its words, empty if none does."""
    name = command.partition(" ")[0]
    return next((each.id for each in ACTIONS if name in (each.id, each.back)), "")


def shown_keys(remapped: Mapping[str, str]) -> dict[str, str]:
    """Return the first key of every action as people read it."""
    return {action.id: shown(keys_of(action, remapped)) for action in ACTIONS}


def shown(keys: Iterable[str]) -> str:
    """Return the first of several keys as people read it."""
    return next((_shown(key) for key in keys), "")


def _shown(key: str) -> str:
    if key in _SHOWN:
        return _SHOWN[key]
    if key in _SHIFTED:
        return f"⇧{_SHIFTED[key]}"
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+').upper()}"
    return key.upper() if len(key) > 1 else key
