"""The pages that are generated from the program, so that the two agree."""

from pathlib import Path

from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.playlist.reference import playlist_reference
from kapsound.core.wording import describe, usage

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- commands -->\n", "<!-- /commands -->"


def command_table() -> str:
    """Return the live commands in Markdown, each with how it is typed and what it does."""
    rows = ((usage(kind).replace("|", "\\|"), describe(kind)) for kind in LIVE_COMMANDS)
    lines = [f"| `{typed}` | {effect} |" for typed, effect in rows]
    return "\n".join(["| command | effect |", "| --- | --- |", *lines, ""])


def with_table(readme: str) -> str:
    """Return the README with the table of commands between its markers."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    return before + begin + command_table() + end + after


def pages() -> dict[Path, str]:
    """Return each page and what it should hold."""
    readme = ROOT / "README.md"
    return {
        readme: with_table(readme.read_text("utf-8")),
        ROOT / "playlists" / "REFERENCE.md": playlist_reference(),
    }


def main() -> None:
    """Write every page that is not as it should be."""
    for path, text in pages().items():
        if path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"{path.relative_to(ROOT)} is written anew")


if __name__ == "__main__":
    main()
