"""Textual's own list shows rows as its options."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kapsound.tui.rows import Row
from kapsound.tui.widgets.row_static import LayRows, RowVisual


class Choice(Option):
    """Rows that belong together; without a name they are a heading, and nobody stops there."""

    def __init__(self, name: str, lay: LayRows) -> None:
        super().__init__(RowVisual(lay), disabled=not name)
        self.name = name


def choice(name: str, *rows: Row) -> Choice:
    """Return a choice of rows that are the same for every width."""
    return Choice(name, lambda _: rows)


class Choices(OptionList):
    """Lists choices; enter or a click posts the name of one as `Chosen`."""

    @dataclass
    class Chosen(Message):
        """A choice was taken."""

        name: str

    def __init__(self, *choices: Choice, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(*choices, id=id, markup=False, compact=True)

    @property
    def chosen(self) -> str:
        """The name of the choice under the cursor, empty where there is none."""
        return _name(self.highlighted_option)

    def fill(self, choices: Sequence[Choice]) -> None:
        """List these; the cursor stays with its choice, or about where it was."""
        if [choice.name for choice in choices] == [_name(option) for option in self.options]:
            for index, choice in enumerate(choices):
                self.replace_option_prompt_at_index(index, choice.prompt)
            return
        before, chosen = self._names(), self.chosen
        self.set_options(choices)
        now = self._names()
        place = before.index(chosen) if chosen in before else 0
        self.go_to(chosen if chosen in now else now[min(place, len(now) - 1)] if now else "")

    def go_to(self, name: str) -> None:
        """Put the cursor on a choice, if it is there."""
        found = (index for index, option in enumerate(self.options) if _name(option) == name)
        self.highlighted = next(found, self.highlighted) if name else self.highlighted

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Say what was chosen."""
        self.post_message(self.Chosen(_name(event.option)))

    def render_line(self, y: int) -> Strip:
        """Draw a line; the cursor is shown only where keys go."""
        strip = super().render_line(y)
        return under_cursor(self, strip) if self.has_focus else strip

    def _names(self) -> list[str]:
        return [name for option in self.options if (name := _name(option))]


def _name(option: Option | None) -> str:
    return option.name if isinstance(option, Choice) else ""


def under_cursor(options: OptionList, strip: Strip) -> Strip:
    """Return a line with all words in the cursor's colour if it is there, but for blocks."""
    first = next(iter(strip), None)
    if not first or not first.style or first.style.meta.get("option") != options.highlighted:
        return strip
    cursor = options.get_component_rich_style("option-list--option-highlighted")
    words = Style(color=cursor.color)
    return Strip(
        Segment(text, style + words if style and style.bgcolor == cursor.bgcolor else style)
        for text, style, _ in strip
    )
