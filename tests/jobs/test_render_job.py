"""A session is rendered offline: the same bytes each time, and never one without an end."""

from pathlib import Path

import pytest

from kapsound.cache.lease import lease_folder, leased
from kapsound.core.commands import Dose, Mark
from kapsound.core.session import begin
from kapsound.errors import DeviceError, MediaError, RecordError, UsageError
from kapsound.jobs.render import endless
from kapsound.processes import run_job
from kapsound.sessions.script import with_dose
from kapsound.units import to_frames


@pytest.fixture
def render(tmp_path):
    """Return a runner of the render job for a spec, and for a name in the test's own folder."""

    def run(spec, name="a.wav", on_progress=lambda _: None, *, replace=False):
        output = f"file:{tmp_path / name}"
        request = {"spec": spec.to_json(), "output": output, "replace": replace}
        return run_job("render", request, on_progress)

    return run


def test_the_same_session_gives_the_same_bytes_twice(render, spec, tmp_path):
    script = spec((0.5, "dose"), (1.5, "level music -6"), (2.0, "cue hello"))
    first, second = render(script, "a.wav"), render(script, "b.wav")
    assert first == second
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert (tmp_path / "a.wav").stat().st_size > first["seconds"] * 48_000 * 6
    assert first["seconds"] == pytest.approx(5.5, abs=0.2)
    assert first["assumed_dose"] is None


def test_without_a_dose_one_is_assumed_at_the_written_length_and_said(render, spec):
    done = render(spec())
    assert done["assumed_dose"] == 1.0
    assert done["seconds"] == pytest.approx(6.0, abs=0.2)


def test_progress_goes_to_the_whole_length(render, spec):
    told = []
    render(spec(), on_progress=told.append)
    assert told
    assert all(0 < each["done"] <= each["total"] + 0.1 for each in told)


def test_what_is_rendered_is_not_evicted_meanwhile(render, spec):
    cache, held = Path(spec().cache), []
    render(spec(), on_progress=lambda _: held.append(leased(cache)))
    assert held[0] == {audio.key for _, audio in spec().index}
    assert leased(cache) == frozenset()


def test_a_render_that_is_stopped_leaves_no_lease_behind(render, spec):
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render(spec(), on_progress=stop)
    assert list(lease_folder(Path(spec().cache)).iterdir()) == []


@pytest.mark.parametrize("command", ["dose", "advance", "return", "end"])
def test_a_script_that_leaves_preparation_by_itself_assumes_nothing(spec, command):
    script = spec((0.5, command))
    assert with_dose(script) == (script, None)


def test_an_assumed_dose_is_one_more_command_of_the_script(spec):
    dosed, frame = with_dose(spec((3.0, "mark")))
    assert frame == to_frames(1)
    assert [(item.frame, item.command) for item in dosed.script] == [
        (to_frames(3), Mark()),
        (to_frames(1), Dose()),
    ]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (((0.5, "hold"), (0.6, "dose"), (0.8, "hold")), "onset is held"),
        (((0.5, "dose"), (0.6, "stop")), "the session is stopped"),
    ],
)
def test_a_session_that_would_never_end_is_refused_with_the_reason(render, spec, script, why):
    with pytest.raises(UsageError, match=why):
        render(spec(*script))


def test_a_session_at_its_beginning_waits_for_its_dose(spec):
    assert "waits for a dose" in endless(begin(spec().material()).session)


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced(render, spec, tmp_path):
    (tmp_path / "a.wav").write_text("mine")
    with pytest.raises(DeviceError, match=r"a\.wav"):
        render(spec())
    assert (tmp_path / "a.wav").read_text() == "mine"
    render(spec(), replace=True)
    assert (tmp_path / "a.wav").stat().st_size > 1_000_000


def test_missing_prepared_audio_of_the_safe_bed_is_named(render, spec, tmp_path):
    with pytest.raises(MediaError, match="prepare the playlist again"):
        render(spec(cache=str(tmp_path)))


def test_a_slip_in_the_script_is_named(render, spec):
    with pytest.raises(UsageError, match="levitate"):
        render(spec((0.5, "levitate")))


def test_a_record_that_is_not_there_is_named(tmp_path):
    places = {"records": str(tmp_path), "spare": str(tmp_path)}
    with pytest.raises(RecordError, match="no record"):
        run_job("render", {"record": "x", **places, "output": "null", "replace": False}, print)
