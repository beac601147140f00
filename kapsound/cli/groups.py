"""Commands and groups of them: plain help, and the nearest name where one is misspelt."""

from typing import Any

from typer.core import TyperCommand, TyperGroup

from kapsound.errors import UsageError
from kapsound.text import nearest, quoted


class Worded(TyperCommand):
    """A command whose help names its arguments as they are written, without Python's types."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for param in self.get_params(ctx):
            if record := param.get_help_record(ctx):
                named = param.param_type_name == "argument"
                name = record[0].partition(" <")[0] if named else record[0]
                sections["Arguments" if named else "Options"].append((name, record[1]))
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


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
