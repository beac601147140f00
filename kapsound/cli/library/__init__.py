"""`kapsound library`: a clinic's own music, what it holds, and what the clinic says of it."""

import importlib
from typing import Any

import typer

from kapsound.cli.groups import Helped, Worded
from kapsound.core.query.facts import AMOUNTS, CHOICES, TAG, TAG_WORDS, TEXTS, WHOLES

_FIELDS = {TAG: TAG_WORDS, **TEXTS, **WHOLES, **AMOUNTS, **CHOICES}
QUERIES = f"""A QUERY is words and conditions that must all hold, in quotes for the shell:
'tag:calm -vocal intensity:2..3 length:4m..12m loudness:..-20 artist:"Ryan Reilly"'.
A word is looked for in title, artist, album, genre and tags; a minus before a condition turns it
round, "or" between two means either, brackets group. Fields: {
    "; ".join(f"{name}, {words}" for name, words in _FIELDS.items())
}."""

# Where each command's function is: what scans in a job of its own need not load the library too.
_COMMANDS = {
    "add": ("scan", "add"),
    "scan": ("scan", "scan"),
    "list": ("look", "list_all"),
    "find": ("look", "find"),
    "show": ("look", "show"),
    "tag": ("edit", "tag"),
    "set": ("edit", "set_fields"),
    "exclude": ("edit", "exclude"),
    "prefer": ("edit", "prefer"),
    "forget": ("forget", "forget"),
    "missing": ("look", "missing"),
    "relink": ("scan", "relink"),
    "duplicates": ("look", "duplicates"),
}


class Commands(Helped):
    """The commands of the library, each loaded when it runs or its help is shown."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands' names in the order of the help."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, function = _COMMANDS[cmd_name]
        single = typer.Typer(rich_markup_mode=None, add_completion=False)
        loaded = importlib.import_module(f"{__name__}.{module}")
        single.command(cmd_name, cls=Worded)(getattr(loaded, function))
        return typer.main.get_command(single)


app = typer.Typer(cls=Commands, rich_markup_mode=None, add_completion=False, epilog=QUERIES)


@app.callback()
def library() -> None:
    """Keep a clinic's music: scan it, find in it, say what it is. No music file is written to."""
