"""What the screens around a session have in common."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from kapsound.tui.dialogs.once import LeftOnce
from kapsound.tui.messages import Act
from kapsound.tui.widgets.laid import Laid
from kapsound.tui.widgets.menu import Menu

_ACTION = "action:"


class AroundScreen(LeftOnce[None]):
    """A screen of menus and laid-out rows; what is clicked or chosen becomes `chosen(act)`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "app.show_help", "the keys of a session", show=False),
    ]

    async def on_act(self, event: Act) -> None:
        """Do what was chosen or clicked."""
        event.stop()
        if event.act.startswith(_ACTION):
            await self.run_action(event.act.removeprefix(_ACTION))
        else:
            self.chosen(event.act)

    def chosen(self, act: str) -> None:
        """Do what an entry stands for."""

    def again(self) -> None:
        """Draw everything anew, as far as it looks different."""
        if not self.is_mounted:
            return
        for part in self.query(Laid):
            part.again()
        for menu in self.query(Menu):
            menu.again()
