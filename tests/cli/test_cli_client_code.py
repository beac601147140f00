"""`play --client` asks once before it writes what looks like a name into the record."""

import sys

import pytest

from kapsound.cli import play


@pytest.fixture
def terminal(monkeypatch):
    """Return what was asked; whoever sits at the terminal says no."""
    asked = []

    def confirm(question, **_):
        asked.append(question)
        return False

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(play.typer, "confirm", confirm)
    return asked


def test_at_a_terminal_a_name_is_asked_about_and_a_no_begins_nothing(kapsound, tiny, terminal):
    ran = kapsound("play", tiny, "--headless", "--client", "John Smith 1975")
    assert (ran.code, ran.out, ran.err) == (2, "", "")
    (question,) = terminal
    assert question.endswith("looks like a name, and the record keeps it. Use it all the same?")


def test_a_code_is_asked_about_by_nobody(kapsound, terminal):
    assert "no such file" in kapsound("play", "gone.toml", "--client", "A17").err
    assert terminal == []


def test_without_a_terminal_it_goes_on_with_a_warning_that_does_not_say_the_name(kapsound):
    ran = kapsound("play", "gone.toml", "--client", "Anna")
    warning, refusal = ran.err.splitlines()
    assert warning == (
        "warning: The client code looks like a name, and the record keeps it; write a code that "
        "tells nobody who it is."
    )
    assert "no such file" in refusal


@pytest.mark.parametrize("code", ["x" * 41, "a\nb", "\x1b[31m", "\u202eA"])
def test_what_is_no_code_is_refused_in_one_line(kapsound, tiny, code):
    ran = kapsound("play", tiny, "--headless", "--client", code)
    assert ran.code == 2
    assert "is no client code" in ran.err
    assert ran.err.count("\n") == 1
    assert ran.err.strip().isprintable()
