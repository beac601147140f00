"""After the end the record is shown until it is verified; notes go in while it is open."""

import pytest
from app_rigs import STILL_OPEN, record_read, show
from screen_rigs import text_of, until

from kapsound.errors import RecordError
from kapsound.tui.close.screen import CloseScreen

CLOSED, OPEN = record_read(), record_read(STILL_OPEN)


def close(scene, found, note=None, size=(80, 24)):
    screen = CloseScreen("one", read=lambda _: found[0], note=note or (lambda _: ""))
    show(scene, screen, size)


def test_a_closed_record_is_shown_verified_with_its_place():
    async def scene(app, pilot):
        await until(pilot, lambda: "closed and verified" in text_of(app))
        shown = text_of(app)
        assert "/records/one" in shown
        assert "ended by a command" in shown
        assert "1m20s shorter" in shown
        assert "n note" not in shown
        await pilot.press("n")
        assert "into the record" not in text_of(app)

    close(scene, [CLOSED])


def test_the_list_scrolls_to_its_end():
    async def scene(app, pilot):
        await until(pilot, lambda: "closed and verified" in text_of(app))
        assert "Welcome" not in text_of(app)
        await pilot.press("end")
        await until(pilot, lambda: "Welcome" in text_of(app))
        await pilot.press("home")
        await until(pilot, lambda: "Welcome" not in text_of(app))

    close(scene, [CLOSED])


def test_while_the_record_is_open_a_note_goes_into_it():
    noted, found = [], [OPEN]

    async def scene(app, pilot):
        await until(pilot, lambda: "still open" in text_of(app))
        await pilot.press("n", *"calm", "enter")
        await until(pilot, lambda: "The note is in the record." in text_of(app))
        found[0] = CLOSED
        await until(pilot, lambda: "closed and verified" in text_of(app))

    close(scene, found, lambda text: noted.append(text) or "")
    assert noted == ["calm"]


def test_a_note_that_comes_too_late_is_said_to_be_lost():
    async def scene(app, pilot):
        await until(pilot, lambda: "still open" in text_of(app))
        await pilot.press("n", "x", "enter")
        await until(pilot, lambda: "too late" in text_of(app))
        await pilot.press("n", "enter")

    close(scene, [OPEN], lambda _: "too late")


def test_a_record_that_cannot_be_read_is_named():
    def broken(_):
        raise RecordError("/records: there is no record")

    async def scene(app, pilot):
        await until(pilot, lambda: "there is no record" in text_of(app))
        await pilot.press("h")
        await until(pilot, lambda: app.went == ["home"])

    show(scene, CloseScreen("one", read=broken))


@pytest.mark.parametrize("key", ["h", "enter", "escape"])
def test_home_is_a_key_away(key):
    async def scene(app, pilot):
        await until(pilot, lambda: "closed and verified" in text_of(app))
        await pilot.press(key)
        assert app.went == ["home"]

    close(scene, [CLOSED])


def test_it_is_laid_out_anew_for_another_size():
    async def scene(app, pilot):
        await until(pilot, lambda: "closed and verified" in text_of(app))
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "Welcome" in text_of(app))

    close(scene, [CLOSED])
