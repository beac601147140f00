"""The settings count on the command line as on the screen."""

import pytest

from kapsound.cli import progress
from kapsound.paths import settings_path


@pytest.fixture
def run(kapsound, monkeypatch):
    """Return a runner of a command under a settings file, and the prepare job's limits of it."""
    limits, start, path = [], progress.run_job, settings_path()

    def spy(name, request, *rest, **options):
        if name == "prepare":
            limits.append(request["limit"])
        return start(name, request, *rest, **options)

    def run(settings, *words):
        path.write_text(settings)
        return kapsound(*words), limits

    monkeypatch.setattr(progress, "run_job", spy)
    yield run
    path.unlink()


@pytest.mark.parametrize(
    "words",
    [
        "prepare TINY",
        "check TINY",
        "plan TINY",
        "render TINY -o HOME/limited.raw",
        "listen brown --length 1s --output null",
    ],
)
def test_whoever_prepares_keeps_the_cache_within_its_limit(run, tiny, home, words):
    words = words.replace("TINY", str(tiny)).replace("HOME", str(home))
    ran, limits = run('cache_limit = "50GB"', *words.split())
    assert (ran.code, limits) == (0, [50 * 10**9])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('cache_limit = "1GB"', 'cache_limit: "1GB" is not allowed here; write an amount of disk'),
        ("cache_limit = ", "settings.toml:1: is not TOML"),
    ],
)
def test_a_limit_that_is_not_understood_is_said_and_the_usual_one_counts(run, tiny, written, said):
    ran, limits = run(written, "prepare", tiny)
    assert said in ran.err
    assert (ran.code, limits) == (0, [None])


def test_what_does_not_concern_a_command_is_not_said(run, tiny):
    ran, _ = run('theme = "dusk"', "prepare", tiny)
    assert "theme" not in ran.err
