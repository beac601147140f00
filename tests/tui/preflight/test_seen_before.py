"""A warning that had its look needs none again, for the same file and the same sounds."""

import os
import stat

from app_rigs import DEMO_FILE, YELLOW, Work, show
from screen_rigs import text_of, until

from kapsound.tui.opening import Play
from kapsound.tui.preflight import seen_before
from kapsound.tui.preflight.screen import PreflightScreen


def look(made, *, seen):
    async def scene(app, pilot):
        await until(pilot, lambda: "a little long" in text_of(app))
        if seen:
            await until(pilot, lambda: "All is well." in text_of(app))
            return
        await until(pilot, lambda: "needs a look" in text_of(app))
        await pilot.press("v")
        await until(pilot, lambda: "All is well." in text_of(app))
        await until(pilot, lambda: made.known)

    show(scene, PreflightScreen(Play(DEMO_FILE), made.dependencies()), size=(120, 36))


def test_a_warning_is_looked_at_once():
    first = Work(problems=(YELLOW,))
    look(first, seen=False)
    again = Work(problems=(YELLOW,))
    again.known = first.known
    look(again, seen=True)


def test_other_sounds_another_text_or_other_words_are_a_warning_of_their_own():
    same = seen_before.digest("text", ["a", "b"], "words")
    assert same == seen_before.digest("text", ["b", "a"], "words")
    others = [("text ", ["a", "b"], "words"), ("text", ["a"], "words"), ("text", ["a", "b"], "w")]
    assert len({same, *(seen_before.digest(*other) for other in others)}) == 4


def test_the_newest_are_kept_privately(tmp_path):
    before = os.umask(0)
    try:
        file = tmp_path / "data" / "seen"
        seen_before.write(file, [str(number) for number in range(seen_before.MOST + 5)])
    finally:
        os.umask(before)
    kept = seen_before.read(file)
    assert (len(kept), kept[0], kept[-1]) == (2000, "5", "2004")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_where_nothing_can_be_kept_or_read_every_warning_is_new(tmp_path):
    assert seen_before.read(tmp_path / "none") == ()
    (tmp_path / "file").write_bytes(b"\xff")
    assert seen_before.read(tmp_path / "file") == ()
    seen_before.write(tmp_path / "file" / "beneath", ["x"])
