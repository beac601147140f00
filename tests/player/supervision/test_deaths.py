"""A loop of crashes ends in safety, and is never given up."""

from kapsound.player.supervision.deaths import Deaths


def after(*times, lived=1.0):
    deaths = Deaths()
    for time in times:
        deaths = deaths.another(time, lived)
    return deaths


def test_two_deaths_are_followed_at_once_and_not_safe():
    deaths = after(0.0, 10.0)
    assert (deaths.safe, deaths.pause_s) == (False, 0.0)


def test_after_three_within_half_a_minute_the_next_begins_safe_and_at_once():
    deaths = after(0.0, 10.0, 29.0)
    assert (deaths.safe, deaths.pause_s) == (True, 0.0)


def test_three_over_a_longer_time_are_no_loop():
    assert not after(0.0, 10.0, 31.0).safe


def test_further_deaths_are_followed_after_pauses_that_grow_to_half_a_minute():
    deaths, pauses = after(0.0, 1.0, 2.0), []
    for time in range(3, 11):
        deaths = deaths.another(time * 40.0, 1.0)
        pauses.append(deaths.pause_s)
        assert deaths.safe
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_one_that_lived_long_enough_ends_the_loop():
    deaths = after(0.0, 1.0, 2.0).another(40.0, 38.0)
    assert (deaths.safe, deaths.pause_s) == (False, 0.0)
