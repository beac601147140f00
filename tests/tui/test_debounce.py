"""A held or doubled key is one command."""

from kapsound.tui.debounce import Debounce


def test_a_held_key_is_one_command_for_as_long_as_it_is_held():
    debounce = Debounce()
    given = [debounce.lets("next", tenth / 10) for tenth in range(30)]
    assert given == [True] + [False] * 29


def test_the_same_command_comes_through_again_after_a_rest():
    debounce = Debounce()
    assert [debounce.lets("next", at) for at in (0.0, 0.2, 0.5, 0.9)] == [True, False, True, True]


def test_another_command_comes_through_at_once():
    debounce = Debounce()
    assert [debounce.lets(name, 0.0) for name in ("pause", "stop", "pause")] == [True] * 3


def test_a_repeating_command_comes_through_while_it_is_held():
    debounce = Debounce()
    given = [debounce.lets("level music 1", n / 10, repeating=True) for n in range(10)]
    assert given.count(True) == 4
