"""A list keeps the cursor with its choice, takes no text for markup, and moves fast when long."""

import asyncio

import pytest
from screen_rigs import click, text_of
from textual.app import App
from textual.widgets import Input

from kapsound.tui.rows import Span
from kapsound.tui.themes import NIGHT
from kapsound.tui.widgets.choices import Choice, Choices, choice


class ListApp(App):
    """An application of one list, which remembers what was chosen."""

    def __init__(self, choices):
        super().__init__()
        self._choices, self.chosen = choices, []

    def get_theme_variable_defaults(self):
        return dict(NIGHT.variables)

    def compose(self):
        yield Choices(*self._choices)
        yield Input()

    def on_choices_chosen(self, event):
        self.chosen.append(event.name)


def listed(scene, choices, size=(40, 12)):
    async def perform():
        app = ListApp(choices)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await scene(app.query_one(Choices), pilot)

    asyncio.run(perform())


def named(*names):
    return [choice(name, (Span(f"words of {name}"),)) for name in names]


def test_the_cursor_stays_with_its_choice_whatever_comes_before_it():
    async def scene(choices, pilot):
        choices.go_to("b")
        choices.fill(named("new", "a", "b"))
        assert choices.chosen == "b"

    listed(scene, named("a", "b"))


@pytest.mark.parametrize(("left", "then"), [("abd", "d"), ("ab", "b"), ("", "")])
def test_a_choice_that_is_gone_leaves_the_cursor_beside_it(left, then):
    async def scene(choices, pilot):
        choices.go_to("c")
        choices.fill(named(*left))
        assert choices.chosen == then

    listed(scene, named(*"abcd"))


def test_nobody_stops_at_a_heading():
    async def scene(choices, pilot):
        assert choices.chosen == "a"
        await pilot.press("down")
        assert choices.chosen == "b"
        await click(pilot, "a heading")
        assert (choices.chosen, pilot.app.chosen) == ("b", [])

    listed(scene, [choice("", (Span("a heading"),)), *named("a"), choice("", ()), *named("b")])


def test_enter_and_a_click_choose():
    async def scene(choices, pilot):
        await pilot.press("enter")
        await click(pilot, "words of b")
        assert pilot.app.chosen == ["a", "b"]

    listed(scene, named("a", "b"))


def test_text_is_never_markup():
    evil = "[/]\x07[@click=app.exit]x[/]"

    async def scene(choices, pilot):
        assert "[/]" in text_of(pilot.app)
        assert "[@click=app.exit]x[/]" in text_of(pilot.app)
        await click(pilot, "x[/]")
        assert pilot.app.chosen == [evil]

    listed(scene, [choice(evil, (Span(evil.replace("\x07", "")),))])


def test_names_may_stand_twice():
    async def scene(choices, pilot):
        await pilot.press("down", "enter")
        assert pilot.app.chosen == ["a"]

    listed(scene, named("a", "a"))


def test_drawing_the_same_choices_anew_scrolls_nothing():
    names = [f"{number}" for number in range(50)]

    async def scene(choices, pilot):
        choices.scroll_to(y=20, animate=False)
        await pilot.pause()
        choices.fill(named(*names))
        await pilot.pause()
        assert choices.scroll_offset.y == 20

    listed(scene, named(*names))


def test_words_under_the_cursor_have_its_colour_and_blocks_keep_theirs():
    row = (Span("quiet", "quiet"), Span("block", "ahead"), Span("plain"))

    async def scene(choices, pilot):
        styles = {segment.text: segment.style for segment in choices.render_line(0)}
        assert styles["quiet"].color == styles["plain"].color
        assert styles["block"].color != styles["plain"].color
        pilot.app.query_one(Input).focus()
        await pilot.pause()
        styles = {segment.text: segment.style for segment in choices.render_line(0)}
        assert styles["quiet"].color != styles["plain"].color

    listed(scene, [choice("a", row)])


def test_a_move_among_ten_thousand_lays_none_of_them_out_again():
    laid = []

    def lay(width):
        laid.append(width)
        return [(Span("words"),)]

    async def scene(choices, pilot):
        laid.clear()
        await pilot.press("down", "pagedown", "end", "up")
        assert (choices.highlighted, laid) == (9_998, [])

    listed(scene, [Choice(f"{number}", lay) for number in range(10_000)])
