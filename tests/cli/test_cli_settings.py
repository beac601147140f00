"""The settings count on the command line as on the screen."""

import pytest

from kapsound.paths import records_dir, settings_path, spare_records_dir
from kapsound.record.read import read_entries
from kapsound.record.store import LAST, find_record
from kapsound.sessions import prepare


@pytest.fixture
def settings():
    """Return a writer of the settings file, which is gone afterwards."""
    path = settings_path()
    yield path.write_text
    path.unlink()


@pytest.fixture
def run(kapsound, monkeypatch, settings):
    """Return a runner of a command under a settings file, and the prepare job's limits of it."""
    limits, start = [], prepare.run_job

    def spy(name, request, *rest, **options):
        limits.append(request["limit"])
        return start(name, request, *rest, **options)

    def run(text, *words):
        settings(text)
        return kapsound(*words), limits

    monkeypatch.setattr(prepare, "run_job", spy)
    return run


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


@pytest.mark.parametrize(("written", "fed"), [("safe", "safe"), ("deep", "usual")])
def test_a_session_is_fed_as_the_settings_say(settings, spawn, tiny, written, fed):
    settings(f'buffering = "{written}"')
    process = spawn("play", tiny, "--headless", "--output", "null", "--do", "0:00 end")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    complaint = 'buffering: "deep" is not allowed here; write "usual" or "safe"'
    assert (complaint in err) == (written != fed)
    record = find_record(records_dir(), LAST, spare_records_dir())
    assert read_entries(record)[0].data["buffering"] == fed
