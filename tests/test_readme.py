"""The README agrees with the program: its commands, options, exit codes and example."""

import importlib.util
import re
from pathlib import Path

import pytest
import typer

from kapsound import cli, errors
from kapsound.cli import COMMANDS, EXIT_CODES, INTERRUPTED, SOFTWARE_FAULT
from kapsound.config.settings import PLAIN, TABLES
from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.playlist.parse import parse_playlist
from kapsound.tui.keys import ACTIONS, BED_KEYS, BY_ID, keys_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMAND_LINE = README.partition("\n## The command line\n")[2].partition("\n## ")[0]
SETTINGS = README.partition("\n## The settings\n")[2].partition("\n## ")[0]
KEYS = README.partition("<!-- keys -->\n")[2].partition("<!-- /keys -->")[0]
COMPLETION = {"--install-completion", "--show-completion"}


@pytest.fixture(scope="module")
def docs():
    spec = importlib.util.spec_from_file_location("kapsound_docs", ROOT / "scripts" / "_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands():
    """Every command as it is typed, with its click command."""
    root = typer.main.get_command(cli.app)
    for name in COMMANDS:
        command = root.get_command(None, name)
        if not hasattr(command, "list_commands"):
            yield name, command
            continue
        for sub in command.list_commands(None):
            yield f"{name} {sub}", command.get_command(None, sub)


def options(command):
    return {
        max(param.opts, key=len)
        for param in command.params
        if param.param_type_name == "option" and param.name != "help"
    }


def rows(text):
    """The cells of the rows of every table in a text."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@pytest.mark.parametrize("name", ["README.md", "PROTOCOL.md", "REFERENCE.md", "session.svg"])
def test_what_is_generated_is_up_to_date(docs, name):
    """`scripts/docs` writes them."""
    ((path, text),) = [item for item in docs.pages().items() if item[0].name == name]
    assert path.read_text("utf-8") == text


def test_every_key_of_the_session_screen_is_in_the_row_of_what_it_does(docs):
    table = {row[1].rstrip("."): row[0] for row in rows(KEYS)}
    for action in ACTIONS:
        if action.id[-1].isdigit():
            continue
        named = [docs.named(key) for key in keys_of(action, {})]
        assert table[action.help].split(" ") == named


@pytest.mark.parametrize("kind", ["bed", "layer"])
def test_the_keys_of_the_beds_share_a_row_from_the_first_to_the_last(docs, kind):
    first, last = (keys_of(BY_ID[f"{kind}-{n}"], {})[0] for n in (1, BED_KEYS))
    assert f"| {docs.named(first)} to {docs.named(last)} |" in KEYS


def test_the_picture_shows_the_session_screen_and_asks_nothing_of_the_network(docs):
    picture = docs.PICTURE.read_text("utf-8")
    assert docs.PICTURE.relative_to(ROOT).as_posix() in README
    assert "Wide&#160;water" in picture
    assert "url(&quot;http" not in picture
    assert 'url("http' not in picture


def test_the_table_of_live_commands_has_a_row_for_each(docs):
    assert len(rows(docs.command_table())) == 2 + len(LIVE_COMMANDS)
    assert docs.command_table() in README


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_and_option_is_in_its_row(name, command):
    (row,) = [row for row in rows(COMMAND_LINE) if row[0].startswith(f"`kapsound {name}")]
    for option in options(command):
        assert re.search(rf"{option}\b", " ".join(row)), f"{name} {option}"


def test_every_setting_is_in_its_row():
    named = [row[0].strip("`[]") for row in rows(SETTINGS)[2:]]
    assert sorted(named) == sorted({**PLAIN, **TABLES})


def test_the_options_of_the_program_itself_are_named():
    own = options(typer.main.get_command(cli.app)) | COMPLETION
    assert {option for option in own if option not in COMMAND_LINE} == set()


def test_every_exit_code_is_named_as_the_help_names_it():
    said = " ".join(EXIT_CODES.split()).removeprefix("Exit codes: ").rstrip(".").split("; ")
    named = {row[0]: row[1] for row in rows(COMMAND_LINE) if row[0].isdigit()}
    assert named == dict(part.split(" ", 1) for part in said)


def test_every_exit_code_there_is_has_its_words():
    kinds = [item for item in vars(errors).values() if isinstance(item, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.KapsoundError)}
    named = {int(row[0]) for row in rows(COMMAND_LINE) if row[0].isdigit()}
    assert named == {0, SOFTWARE_FAULT, INTERRUPTED} | codes


def test_the_example_playlist_is_without_fault():
    (text,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    playlist = parse_playlist(text, "README.md")
    assert [phase.name for phase in playlist.phases] == ["preparation", "onset", "peak", "return"]


def test_every_link_within_the_project_leads_somewhere():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []
