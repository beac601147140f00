"""What a client does not wish to hear is left out for that client alone."""

from kapsound.core.query import parse_query
from kapsound.library.find import count, find
from kapsound.library.wishes import Wish, clients, wish

ALL = parse_query("")


def test_what_a_client_excludes_is_left_out_for_that_client_alone(put, connection):
    number, _ = put("/m/a.ogg"), put("/m/b.ogg")
    wish(connection, "C-17", [number], Wish.EXCLUDE)
    assert [track.facts.title for track in find(connection, ALL, client="C-17")] == ["b"]
    assert count(connection, ALL, "C-17") == 1
    assert count(connection, ALL, "C-18") == count(connection, ALL) == 2


def test_one_wish_takes_the_place_of_another_and_can_be_taken_back(put, connection):
    number = put("/m/a.ogg")
    wish(connection, "C-17", [number], Wish.EXCLUDE)
    wish(connection, "C-17", [number], Wish.PREFER)
    assert clients(connection, number) == [("C-17", "prefer")]
    assert count(connection, ALL, "C-17") == 1
    wish(connection, "C-17", [number], None)
    assert clients(connection, number) == []
