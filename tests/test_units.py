"""Units convert exactly, round by one rule, and read back what they write."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.units import (
    GRID,
    SAMPLE_RATE,
    SILENT_DB,
    format_clock,
    format_duration,
    format_size,
    grid_ceil,
    parse_clock,
    parse_duration,
    parse_size,
    to_frames,
    to_gain,
    to_seconds,
)

HALF = 0.5 / SAMPLE_RATE
DAY = 86_400


@pytest.mark.parametrize(
    ("seconds", "frames"),
    [(0, 0), (1, 48_000), (0.5, 24_000), (-1.25, -60_000), (HALF, 1), (-HALF, -1), (HALF / 2, 0)],
)
def test_seconds_become_the_nearest_frame(seconds, frames):
    assert to_frames(seconds) == frames


@given(st.integers(-(10**13), 10**13))
def test_frames_survive_the_way_through_seconds(frames):
    assert to_frames(to_seconds(frames)) == frames


@given(st.floats(-DAY, DAY))
def test_forward_and_backward_round_alike(seconds):
    assert to_frames(-seconds) == -to_frames(seconds)
    assert abs(to_frames(seconds) - seconds * SAMPLE_RATE) <= 0.5 + 1e-5


@given(st.integers(-(10**12), 10**12))
def test_the_grid_start_is_the_first_at_or_after_a_frame(frame):
    start = grid_ceil(frame)
    assert start % GRID == 0
    assert 0 <= start - frame < GRID


def test_round_levels_have_exact_gains():
    assert [to_gain(level) for level in (20, 0, -20, -40, -60)] == [10.0, 1.0, 0.1, 0.01, 0.001]


@pytest.mark.parametrize("level", [SILENT_DB, -80.5, -1000.0, -math.inf])
def test_silence_is_exactly_nothing(level):
    assert to_gain(level) == 0.0


@given(st.floats(-79.99, 24))
def test_a_gain_is_its_level_to_the_last_digits(level):
    assert to_gain(level) == pytest.approx(10 ** (level / 20), rel=1e-14)


@given(st.floats(-90, 24), st.floats(-90, 24))
def test_a_higher_level_never_has_a_lower_gain(one, other):
    assert (to_gain(one) <= to_gain(other)) == (one <= other or to_gain(one) == to_gain(other))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("90", 90),
        ("7.5", 7.5),
        ("1:30", 90),
        ("1:05:00", 3900),
        ("1m 30s", 90),
        ("1h 5m", 3900),
        ("12m30s", 750),
        ("1h", 3600),
        ("1h30s", 3630),
        ("1.5s", 1.5),
        (" 2m ", 120),
        ("1h2m3.25s", 3723.25),
        ("0s", 0),
        ("90m", 5400),
    ],
)
def test_durations_are_read_as_people_write_them(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5x",
        "1:60",
        "1  m",
        "1m  30s",
        "1H",
        "-1m",
        "1e3s",
        ".5s",
        "1.s",
        "1m1h",
        "s",
        "1 h",
        "٣s",
        "nan",
        "9" * 400 + "h",
    ],
)
def test_other_durations_are_refused_with_what_is_allowed(text):
    with pytest.raises(
        ValueError, match='is not a duration; write it like "90s", "1m30s" or "1:30"'
    ):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:20", 20),
        ("1:05:00", 3900),
        ("100:00", 6000),
        ("1:5:00", 3900),
        ("0:20.5", 20.5),
        (" 00:00 ", 0),
        ("9999:59", 599_999),
    ],
)
def test_session_times_are_read(text, seconds):
    assert parse_clock(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "20", "1:60", "1:99:00", "-0:20", "1:2", "٣:20", "1:1:1:00", "10000:00", ":20"]
)
def test_other_session_times_are_refused_with_what_is_allowed(text):
    with pytest.raises(ValueError, match='is not a session time; write it like "0:20" or'):
        parse_clock(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.5, "0.5s"),
        (59.96, "1m"),
        (90, "1m30s"),
        (3599.99, "1h"),
        (3630.25, "1h30.2s"),
        (-90, "-1m30s"),
        (-0.04, "0s"),
    ],
)
def test_durations_are_written_to_a_tenth(seconds, text):
    assert format_duration(seconds) == text


@given(st.integers(0, 10 * DAY * 10))
def test_a_written_duration_reads_back(tenths):
    assert parse_duration(format_duration(tenths / 10)) == pytest.approx(tenths / 10, abs=1e-9)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59.99, "0:59"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (-0.5, "0:00"),
        (-75, "-1:15"),
    ],
)
def test_session_times_are_written_in_whole_seconds(seconds, text):
    assert format_clock(seconds) == text


@given(st.integers(0, 100 * 3600))
def test_a_written_session_time_reads_back(seconds):
    assert parse_clock(format_clock(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "octets"),
    [("20GB", 20 * 10**9), (" 1.5 tb ", 1_500_000_000_000), ("800MB", 8 * 10**8), ("0MB", 0)],
)
def test_disk_space_is_read_as_people_write_it(text, octets):
    assert parse_size(text) == octets


@pytest.mark.parametrize(
    "text", ["", "20", "GB", "20GiB", "-1GB", "1,5GB", "1e3GB", "2  GB", "٢GB"]
)
def test_what_is_no_disk_space_is_refused_with_what_is(text):
    with pytest.raises(ValueError, match=r'write it like "20GB" or "1\.5TB"'):
        parse_size(text)


@pytest.mark.parametrize(
    ("octets", "text"),
    [(0, "0MB"), (20 * 10**9, "20GB"), (10**13, "10TB"), (1_500_000_000, "1.5GB")],
)
def test_disk_space_is_written_in_its_largest_unit(octets, text):
    assert format_size(octets) == text


@given(st.integers(0, 10**15))
def test_written_disk_space_reads_back(octets):
    assert parse_size(format_size(octets)) == octets
