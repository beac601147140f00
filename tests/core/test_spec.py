"""A session's spec is read back as it was written, and says what the session plays."""

import json

import pytest

from kapsound.config.settings import BUFFERINGS
from kapsound.core.material import Material
from kapsound.core.output import Destination, parse_output
from kapsound.core.spec import DEPTHS, SessionSpec
from kapsound.errors import PlaylistError, RecordError


def test_a_spec_goes_through_json_unchanged(spec):
    made = spec(
        (0.5, "dose"),
        (3, "note calm — still"),
        client="c7",
        outputs=(Destination(parse_output("Room"), -3.5),),
        seed=5,
        buffering="safe",
    )
    assert SessionSpec.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_keys_of_a_record_it_does_not_know_are_left_alone(spec):
    assert SessionSpec.from_json(spec().to_json() | {"fingerprint": "f"}) == spec()


def test_every_buffering_that_can_be_set_has_its_depth_and_an_unknown_one_is_as_usual(spec):
    assert set(BUFFERINGS) == set(DEPTHS)
    assert [spec(buffering=name).depth for name in ("usual", "safe", "more")] == [2048, 8192, 2048]


def test_it_gives_the_material_of_the_frozen_playlist(spec):
    material = spec(seed=9).material()
    assert isinstance(material, Material)
    assert (material.title, material.seed, material.safe_bed.id) == ("Tiny", 9, "hush")
    assert [len(phase.tracks) for phase in material.phases] == [2, 1, 1]


def test_without_the_safe_bed_there_is_no_session(spec):
    with pytest.raises(PlaylistError, match="safe_bed"):
        spec(index=()).material()


@pytest.mark.parametrize("output", [{"output": "file:", "level": 0.0}, {"output": "x"}, "x"])
def test_an_output_that_is_none_is_refused(spec, output):
    with pytest.raises(RecordError, match="no session of this kapsound"):
        SessionSpec.from_json(spec().to_json() | {"outputs": [output]})


def test_a_spec_written_before_there_were_named_roots_reads_and_gives_the_same_material(spec):
    values = spec().to_json()
    del values["roots"]
    assert SessionSpec.from_json(values) == spec()
    assert SessionSpec.from_json(values).material() == spec().material()


@pytest.mark.parametrize("missing", ["text", "index", "script", "seed", "outputs", "notice"])
def test_a_spec_that_lacks_something_is_refused(spec, missing):
    values = spec().to_json()
    del values[missing]
    with pytest.raises(RecordError, match=missing):
        SessionSpec.from_json(values)


@pytest.mark.parametrize("command", ["dose", {"name": "levitate"}, {"name": "extend", "by": "x"}])
def test_a_spec_whose_script_holds_no_command_is_refused(spec, command):
    with pytest.raises(RecordError, match="no session of this kapsound"):
        SessionSpec.from_json(spec().to_json() | {"script": [{"frame": 0, "command": command}]})
