"""Groups of commands: help where nothing is asked, the nearest name where one is misspelt."""

from typing import Any

from typer.core import TyperGroup

from kapsound.errors import UsageError
from kapsound.text import nearest, quoted


class Helped(TyperGroup):
    """A group that shows its help when it is called alone."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; an empty one asks for help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is named, or name the nearest."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            there = nearest(args[0], known) or f"; there are: {', '.join(known)}"
            group = f"{ctx.info_name}: " if ctx.parent else ""
            raise UsageError(f"{group}no command {quoted(args[0])}{there}")
        return super().resolve_command(ctx, args)
