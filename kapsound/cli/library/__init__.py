"""`kapsound library`: a clinic's own music, what it holds, and what the clinic says of it."""

from collections.abc import Callable

import typer

from kapsound.cli.groups import Helped, Worded
from kapsound.cli.library.edit import exclude, prefer, set_fields, tag
from kapsound.cli.library.look import duplicates, find, list_all, missing, show
from kapsound.cli.library.scan import add, relink, scan
from kapsound.core.query.facts import AMOUNTS, CHOICES, TAG, TAG_WORDS, TEXTS, WHOLES

_FIELDS = {TAG: TAG_WORDS, **TEXTS, **WHOLES, **AMOUNTS, **CHOICES}
QUERIES = f"""A QUERY is words and conditions that must all hold, in quotes for the shell:
'tag:calm -vocal intensity:2..3 length:4m..12m loudness:..-20 artist:"Ryan Reilly"'.
A word is looked for in title, artist, album, genre and tags; a minus before a condition turns it
round, "or" between two means either, brackets group. Fields: {
    "; ".join(f"{name}, {words}" for name, words in _FIELDS.items())
}."""

app = typer.Typer(
    cls=Helped,
    rich_markup_mode=None,
    add_completion=False,
    help="Keep a clinic's music: scan it, find in it, say what it is. No music file is ever "
    "written to.",
    epilog=QUERIES,
)
_COMMANDS: dict[str, Callable[..., None]] = {
    "add": add,
    "scan": scan,
    "list": list_all,
    "find": find,
    "show": show,
    "tag": tag,
    "set": set_fields,
    "exclude": exclude,
    "prefer": prefer,
    "missing": missing,
    "relink": relink,
    "duplicates": duplicates,
}
for name, command in _COMMANDS.items():
    app.command(name, cls=Worded)(command)
