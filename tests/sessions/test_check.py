"""What is found before a session has one severity, whoever asks."""

import pytest
from small import AUDIO

from kapsound.errors import PlaylistError
from kapsound.sessions.check import findings, left_out, require_playable
from kapsound.sessions.prepare import PreparedSounds, prepare


def test_a_sound_that_cannot_be_used_is_left_out_and_a_warning(small, tmp_path, job):
    prepared = prepare(small.recipes, tmp_path, print)
    found = findings(small, prepared)
    gone = [problem for problem in found if problem.message.startswith("left out: ")]
    assert [(item.line, item.key, item.severity) for item in gone] == [
        (7, "beds.gone", "warning"),
        (8, "cues.hello", "warning"),
    ]
    assert set(gone) == set(left_out(small, prepared.left_out))
    assert [item.line for item in found] == sorted(item.line for item in found)
    require_playable(found)


def test_without_its_safe_bed_nothing_begins_and_the_reason_is_named(small):
    bed = small.recipes[0]
    with pytest.raises(PlaylistError) as raised:
        require_playable(findings(small, PreparedSounds((), ((bed, "is broken"),))))
    assert [(item.key, item.message) for item in raised.value.problems] == [
        ("safe_bed", 'the bed "hush" cannot be prepared; choose another'),
        ("beds.hush", "is broken"),
    ]


def test_a_track_of_which_nothing_can_be_heard_lets_nothing_begin(small):
    tracks = 'tracks = [{ synth = "pad", length = "20s", start = "30s" }], beds'
    late = small.with_text(small.text.replace("beds = ", f"{tracks} = "))
    with pytest.raises(PlaylistError, match="nothing of it is played"):
        require_playable(
            findings(late, PreparedSounds(tuple((item, AUDIO) for item in late.recipes)))
        )
