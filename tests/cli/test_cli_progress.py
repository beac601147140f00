"""How far a job is: a bar on a terminal, a plain line now and then elsewhere."""

import io
import re
from types import SimpleNamespace

import pytest

from kapsound.cli import progress
from kapsound.cli.progress import StatusLine, progress_text


class Terminal(io.StringIO):
    """A terminal of twenty columns."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))
    return terminal


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def shown(terminal):
    """The lines a terminal shows, each as it was written over last."""
    text = re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", terminal.getvalue())
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in text.split("\n")]
    return [line for line in lines if line]


def test_a_line_is_written_over(terminal):
    line = StatusLine()
    assert line.show("longer")
    line.show("short")
    line.leave()
    assert shown(terminal) == ["short"]


def test_a_line_is_cut_to_the_terminals_width_however_wide_its_characters_are(terminal):
    for text, cut in (("a" * 40, "a" * 19 + "…"), ("静" * 40, "静" * 9 + " …")):
        line = StatusLine()
        line.show(text)
        line.leave()
        assert shown(terminal)[-1].rstrip() == cut


def test_talk_begins_a_line_of_its_own(terminal):
    line = StatusLine()
    line.show("first")
    line.leave()
    terminal.write("talk\n")
    line.show("second")
    line.leave()
    assert shown(terminal) == ["first", "talk", "second"]


def test_neither_control_characters_nor_markup_are_obeyed(terminal):
    line = StatusLine()
    line.show("a\x1b[2J\rb[red][/]")
    line.leave()
    assert shown(terminal) == ["a\u241b[2J\u240db[red][/]"]


def test_where_nobody_looks_nothing_is_written_over(capsys):
    line = StatusLine()
    assert not line.show("first")
    line.leave()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["dumb", "unknown"])
def test_a_terminal_that_cannot_write_over_has_plain_lines(terminal, monkeypatch, name):
    monkeypatch.setenv("TERM", name)
    assert not progress.sees_changes()


def test_a_job_has_a_bar_with_what_is_at_work_on_a_terminal(terminal, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")

    def run(_name, _request, on_progress, *, stdout):
        on_progress({"done": 1, "total": 4, "current": "/m/a[red].ogg"})
        return {"stdout": stdout}

    monkeypatch.setattr(progress, "run_job", run)
    assert progress.job("render", {}, "rendering", stdout=True) == {"stdout": True}
    (line,) = shown(terminal)
    assert line.startswith("rendering ")
    assert "100%" in line
    assert line.rstrip().endswith("a[red].ogg")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_ends_a_job_leaves_the_terminal_as_it_was(terminal, monkeypatch, error):
    def run(_name, _request, on_progress, **_):
        on_progress({"done": 1, "total": 0})
        raise error

    monkeypatch.setattr(progress, "run_job", run)
    with pytest.raises(error):
        progress.job("render", {}, "rendering")
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h")


def test_elsewhere_a_long_job_is_told_of_now_and_then(clock, capsys):
    with progress.progress("preparing") as show:
        for seconds, done in ((1.0, 1), (15.0, 2), (1.0, 3), (15.0, 4)):
            clock[0] += seconds
            show({"done": done, "total": 4, "left": 63.0})
    assert capsys.readouterr().err.splitlines() == [
        "preparing: 50%, 1:03 left",
        "preparing: 100%, 1:03 left",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"done": 1, "total": 4, "left": 63.0}, "25%, 1:03 left"),
        ({"done": 4, "total": 4}, "100%"),
        ({"done": 0, "total": 0}, "100%"),
        ({"done": 5, "total": 4, "left": None}, "100%"),
    ],
)
def test_progress_says_how_far_it_is_and_how_long_it_takes(values, words):
    assert progress_text("preparing", values) == f"preparing: {words}"
