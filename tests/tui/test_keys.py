"""The table of actions is whole: nothing without a key, no key twice."""

from collections import Counter
from string import ascii_lowercase, digits

import pytest
from textual.keys import key_to_character as _key_to_character

from kapsound.core.check.taken_keys import FREE, TAKEN
from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.wording import parse_command
from kapsound.tui import keys
from kapsound.tui.dialogs.help import blocks_of
from kapsound.tui.rows import wide
from kapsound.tui.session.actions import SCREEN_ACTIONS

IN_LISTS_AND_LINES = {
    "dose",
    "booster",
    "amend",
    "output",
    "choose",
    "bed-add",
    "bed-drop",
    "cue",
    "level",
    "note",
    "vitals",
}
"""The commands that need words, which the screen takes from a list or a line to write in."""


def test_every_live_command_of_the_session_has_an_action():
    told = {
        command.split()[0]
        for action in keys.ACTIONS
        for command in (action.command, action.back)
        if command
    }
    assert {kind.name for kind in LIVE_COMMANDS} <= told | IN_LISTS_AND_LINES


@pytest.mark.parametrize(
    "command",
    sorted({c for a in keys.ACTIONS for c in (a.command, a.back) if c}),
)
def test_what_an_action_tells_the_player_is_a_command(command):
    parse_command(command)


def test_no_key_has_two_meanings():
    used = Counter(key for action in keys.ACTIONS for key in keys.keys_of(action, {}))
    assert [key for key, count in used.items() if count > 1] == []


def test_every_action_that_tells_the_player_nothing_is_done_by_the_screen():
    own = {a.id for a in keys.ACTIONS if not a.command and not a.steady}
    numbered = {name for name in own if name.startswith(("bed-", "layer-"))}
    assert own - numbered - {"up", "down"} == set(SCREEN_ACTIONS) - {"theme"}


def test_the_help_has_a_line_for_every_action():
    text = _text(blocks_of({}, [], 200))
    numbered = {action for action in keys.ACTIONS if action.id[-1].isdigit()}
    assert all(action.help in text for action in set(keys.ACTIONS) - numbered)
    assert " F2-F9 " in text
    assert "the ambience to bed 1 to 8" in text
    assert "⇧F2-⇧F9" in text


def test_beds_with_keys_of_their_own_have_lines_of_their_own():
    text = _text(blocks_of({"bed-3": "z"}, [], 200))
    assert all(keys.BY_ID[f"bed-{number}"].help in text for number in range(1, 9))


def test_a_long_line_of_the_help_goes_on_in_the_next():
    rows = [row for block in blocks_of({}, [], 40) for row in block]
    assert all(wide(row) <= 40 for row in rows)
    assert "also leaves ground and stop" in " ".join(_text([rows]).split())


def _text(blocks):
    return "\n".join("".join(span.text for span in row) for block in blocks for row in block)


def test_the_help_shows_remapped_keys():
    rows = [row for block in blocks_of({"next": "f20,pagedown"}, [], 80) for row in block if row]
    line = next(row for row in rows if row[-1].text == keys.BY_ID["next"].help)
    assert line[0].text.split() == ["⇧F8", "PgDn"]


def test_everything_at_the_foot_of_the_screen_is_an_action():
    shown = [name for column in keys.STRIP for name in column]
    assert set(shown) <= set(keys.BY_ID)
    assert {"stop", "help", "leave"} <= set(shown)


def test_an_action_that_takes_back_does_so_only_in_its_states():
    pause = keys.BY_ID["pause"]
    assert [pause.command_in(states) for states in ([], ["pause"], ["soften", "stop"])] == [
        "pause",
        "resume",
        "resume",
    ]


def test_the_check_of_a_playlist_knows_every_key_of_one_sign():
    """The core may not ask the screen, so it has a table of its own."""
    signs = {
        key if len(key) == 1 else _key_to_character(key): action.label
        for action in keys.ACTIONS
        for key in keys.keys_of(action, {})
    }
    assert {sign: label for sign, label in signs.items() if sign and sign.strip()} == TAKEN
    assert set(FREE) <= set(digits + ascii_lowercase)
    assert not set(FREE) & set(TAKEN)
