"""What is prepared and what is not come apart, and nothing is prepared that was not asked for."""

from small import AUDIO

from kapsound.core.prepared import FileRecipe, SynthRecipe
from kapsound.sessions import prepare as module
from kapsound.sessions.prepare import PreparedSounds, prepare, prepare_to_begin

HUSH = SynthRecipe("brown", 0, 20.0)


def nobody(_):
    pass


def test_what_is_prepared_and_what_is_not_come_apart(small, tmp_path, job):
    sounds, left_out = prepare(small.recipes, tmp_path, nobody, small.roots, limit=7, verify=True)
    assert sounds == ((HUSH, AUDIO),)
    gone = f"{tmp_path}/gone.ogg"
    assert left_out == (
        (FileRecipe(gone, loop=True), f"{gone}: is not there"),
        (FileRecipe(gone), f"{gone}: is not there"),
    )
    (asked,) = job.asked
    assert (asked["limit"], asked["verify"], asked["roots"]) == (7, True, [small.root])


def test_each_sound_that_is_ready_is_told_as_what_it_is(small, tmp_path, job):
    told = []
    prepare(small.recipes, tmp_path, told.append)
    assert told == [{"done": 1.0, "ready": (HUSH, AUDIO)}, {"done": 1.0, "ready": None}]


def test_sounds_of_no_playlist_may_lie_anywhere(tmp_path, job):
    assert prepare([HUSH], tmp_path, nobody) == (((HUSH, AUDIO),), ())
    assert job.asked[0]["roots"] == []


def test_to_begin_only_the_safe_bed_is_prepared_and_the_rest_looked_up(small, tmp_path, job):
    assert prepare_to_begin(small, tmp_path, nobody) == PreparedSounds(((HUSH, AUDIO),))
    first, second = job.asked
    assert (len(first["recipes"]), len(second["recipes"])) == (1, 3)
    # What is looked up next must not be evicted now, since nobody has said it is needed.
    assert first["limit"] > 10**15
    assert "lookup" not in first
    assert second["lookup"] is True


def test_without_a_safe_bed_nothing_is_looked_up(small, tmp_path, monkeypatch):
    def broken(_name, request, _on_progress):
        return {"index": [], "refused": [[item, "is broken"] for item in request["recipes"]]}

    monkeypatch.setattr(module, "run_job", broken)
    assert prepare_to_begin(small, tmp_path, nobody) == ((), ((HUSH, "is broken"),))
