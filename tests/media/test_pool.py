"""A worker that crashes, hangs, babbles or eats memory costs its own job and no other."""

import itertools
import sys
from pathlib import Path

import pytest

from kapsound.media.pool import Done, Job, Part, Refused, run, worker_command

STUB = (sys.executable, str(Path(__file__).with_name("stub_worker.py")))


def jobs(*names, patience_s=60.0, most_s=60.0):
    return [
        Job(number, {"recipe": {"path": f"/{name}"}, "cache": "/"}, patience_s, most_s)
        for number, name in enumerate(names)
    ]


def outcomes(*names, workers=2, **options):
    return {outcome.job: outcome for outcome in run(jobs(*names, **options), workers, STUB)}


def test_every_job_is_done_and_workers_are_used_again():
    done = outcomes(*"abcdefgh")
    assert [done[number].made["key"] for number in range(8)] == list("abcdefgh")
    assert len({outcome.made["process"] for outcome in done.values()}) <= 2


def test_no_jobs_need_no_workers():
    assert list(run([], 2, ("/nowhere/at/all",))) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [("segfault", "crashed (SIGSEGV)"), ("exit", "exit status 7"), ("babble", "makes no sense")],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_broken_worker_is_replaced_and_the_rest_goes_on(name, reason, workers):
    done = outcomes("a", name, "b", name, "c", workers=workers)
    assert reason in done[1].reason
    assert reason in done[3].reason
    assert [type(done[number]) for number in (0, 2, 4)] == [Done] * 3


def test_a_worker_that_hangs_is_ended_after_its_patience():
    done = outcomes("a", "hang", "b", workers=1, patience_s=1.5)
    assert "no sign of life for 1.5 s" in done[1].reason
    assert isinstance(done[2], Done)


def test_a_worker_that_shows_progress_for_ever_is_ended_all_the_same():
    done = outcomes("for-ever", "a", workers=1, patience_s=30, most_s=1)
    assert done[0] == Refused(0, "the process preparing it took longer than 1 s and was ended.")
    assert isinstance(done[1], Done)


def test_what_ended_a_worker_from_outside_says_nothing_of_its_file():
    done = outcomes("killed", "segfault", "full", workers=1)
    assert [done[number].lasting for number in range(3)] == [False, True, False]


def test_a_worker_that_shows_progress_is_given_more_time():
    seen = list(run(jobs("part"), 1, STUB))
    assert seen == [Part(0, 0.5), Done(0, seen[1].made)]


def test_a_refusal_is_no_crash():
    done = outcomes("refuse", "a", workers=1)
    assert done[0] == Refused(0, "not nice")
    assert isinstance(done[1], Done)


def test_leaving_early_ends_the_workers():
    running = run(jobs("a", "hang", "hang"), 1, STUB)
    assert isinstance(next(running), Done)
    running.close()


def test_time_comes_from_the_clock_it_is_given():
    ticks = itertools.count(step=100)
    seen = list(run(jobs("hang"), 1, STUB, clock=lambda: next(ticks)))
    assert "no sign of life for 60 s" in seen[0].reason


def test_a_worker_that_eats_memory_refuses_its_recipe(tmp_path):
    recipe = {"synth": "brown", "seed": 1, "length": 3600.0}
    request = {"recipe": recipe, "cache": str(tmp_path)}
    command = worker_command("--memory", str(1 << 30))
    [outcome] = run([Job(0, request, 60.0)], 1, command)
    assert "memory" in outcome.reason
