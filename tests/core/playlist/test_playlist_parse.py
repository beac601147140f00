"""Reading a playlist: a right one becomes models, a wrong one all of its problems at once."""

from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.playlist.locate import key_text
from kapsound.core.playlist.model import FileSource, Playlist, SynthSource
from kapsound.core.playlist.parse import decode_playlist, parse_playlist
from kapsound.errors import PlaylistError
from kapsound.text import visible

REFERENCE = Path(__file__).parents[3] / "playlists" / "REFERENCE.md"
VALID = REFERENCE.read_text("utf-8").split("```toml\n")[1].split("```")[0]
HEAD = """\
format = 1
title = "A title"
safe_bed = "ocean"
beds.ocean.synth = "ocean"
"""
PHASE = """\
[[phases]]
name = "peak"
length = "10m"
"""
SMALL = HEAD + PHASE


def problems(text):
    with pytest.raises(PlaylistError) as caught:
        parse_playlist(text, "a.toml")
    return caught.value.problems


def only(text):
    """Return the one problem of a text as (line, key, message)."""
    (problem,) = problems(text)
    assert problem.file == "a.toml"
    assert problem.severity == "error"
    return problem.line, problem.key, problem.message


def test_the_example_of_the_reference_is_read():
    playlist = parse_playlist(VALID, "a.toml")
    assert [phase.name for phase in playlist.phases] == ["preparation", "onset", "peak", "return"]
    peak = playlist.phases[2]
    assert (peak.length, peak.minimum, peak.maximum, peak.slack) == (1500, 900, 2400, 45)
    assert peak.tracks[0].source == FileSource("deep.flac")
    assert peak.tracks[1].source == SynthSource("pad", 4, 600)
    assert (peak.tracks[0].name, peak.tracks[1].name) == ("deep", "pad")
    assert playlist.phases[3].cues[0].at == -180
    assert playlist.cues["breathe"].source == FileSource("cues/breathe.flac")
    assert playlist.beds["hall"].label == "hall"


def test_the_smallest_playlist_has_every_default():
    playlist = parse_playlist(SMALL, "a.toml")
    assert (playlist.loudness, playlist.maximum_level, playlist.closing_fade) == (-23, 0, 30)
    assert (playlist.crossfade.minimum, playlist.crossfade.length) == (3, 8)
    assert (playlist.ducking.depth, playlist.ducking.down, playlist.ducking.up) == (-12, 1.2, 2.5)
    assert playlist.phases[0].arrange == "listed"


def test_a_bed_may_be_only_a_path():
    playlist = parse_playlist(
        SMALL.replace(".synth", "").replace('= "ocean"\n[', '= "a.ogg"\n['), ""
    )
    assert playlist.beds["ocean"].source == FileSource("a.ogg")
    assert playlist.beds["ocean"].label == "ocean"


def test_a_playlist_does_not_change():
    playlist = parse_playlist(SMALL, "a.toml")
    with pytest.raises(ValueError, match="frozen"):
        playlist.title = "Another"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_byte_order_mark_and_line_endings_of_windows_are_read(ending):
    raw = b"\xef\xbb\xbf" + VALID.replace("\n", ending).encode()
    assert parse_playlist(decode_playlist(raw, "a.toml"), "a.toml").title
    assert parse_playlist("\ufeff" + SMALL, "a.toml").title == "A title"


def test_lines_are_counted_alike_with_every_line_ending():
    faulty = SMALL.replace('"10m"', "10")
    assert only(faulty) == only(faulty.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"a = 1\nb = '\xe4'", 2, "the byte 0xe4 is not UTF-8; save the file as UTF-8"),
        ("a = 1".encode("utf-16"), 1, "is saved as UTF-16; save it as UTF-8"),
    ],
)
def test_bytes_that_are_not_utf8_are_named_with_their_line(raw, line, words):
    with pytest.raises(PlaylistError) as caught:
        decode_playlist(raw, "a.toml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.message) == (line, words)


def test_a_newer_format_is_refused_by_itself():
    newer = SMALL.replace("format = 1", "format = 2\nnovel = true")
    words = "written for a newer kapsound (format 2); this one reads up to 1; nothing was changed"
    assert only(newer) == (1, "format", words)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a = 90s", 1, ("is not TOML: Expected newline or end of document after a statement, "
         "at column 7; texts, paths and durations stand in quotes")),
        ("a = 1\na = 2", 2, "is not TOML: Cannot overwrite a value, at column 6"),
        ("a = " + "9" * 5000, None, ("is not TOML a program can read: a number too long, or "
         "tables too deep")),
        ("a = " + "[" * 5000, None, ("is not TOML a program can read: a number too long, or "
         "tables too deep")),
        ("\n'\ud800'", 2, "holds half a character (a lone surrogate), which no UTF-8 file can"),
    ],
)  # fmt: skip
def test_what_is_not_toml_is_named_with_its_line(text, line, words):
    assert only(text) == (line, "", words)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ('title = "A title"\n', "", None, "title", "is missing; write text in quotes, 1 to"),
        ("[[phases]]", "zzz = 1\n[[phases]]", 5, "zzz", "is not a key here; there are: format,"),
        ("length", '"a b" = 1\nlength', 7, 'phases[0]."a b"', "is not a key here; there are: na"),
        ("format = 1", "format = true", 1, "format", "true is not allowed here; write 1"),
        ("format = 1", "format = 0", 1, "format", "0 is not allowed here; write 1"),
        ('"A title"', "5", 2, "title", "5 is not allowed here; write text in quotes, 1 to 200"),
        ('"A title"', '" "', 2, "title", '" " is not allowed here; write text in quotes'),
        ('"10m"', "600", 7, "phases[0].length", "600 is not allowed here; write a duration"),
        ('"10m"', '"ten"', 7, "phases[0].length", '"ten" is not allowed here; write a dur'),
        ('"10m"', '"25h"', 7, "phases[0].length", '"25h" is not allowed here; write a dur'),
        ('"10m"', "1979-05-27", 7, "phases[0].length", "a date or time is not allowed here"),
        ('"10m"', '"10m"\nlevel = 7', 8, "phases[0].level", "7 is not allowed here; write a num"),
        ('"10m"', '"10m"\nlevel = nan', 8, "phases[0].level", "nan is not allowed here; write a"),
        ('"10m"', '"10m"\nlevel = true', 8, "phases[0].level", "true is not allowed here"),
        ('"10m"', '"10m"\nlevel = "-3"', 8, "phases[0].level", '"-3" is not allowed here'),
        ('"10m"', '"10m"\ntracks = "a.ogg"', 8, "phases[0].tracks", ('"a.ogg" is not allowed '
         "here; write a list in [ ] of which each is a path in quotes or a table")),
        ('"10m"', '"10m"\ntracks = [\n  3,\n]', 9, "phases[0].tracks[0]", ("3 is not allowed here;"
         " write a path in quotes or a table")),
        ('"10m"', '"10m"\narrange = "fitt"', 8, "phases[0].arrange", ('"fitt" is not allowed here; '
         'write "listed", "fit" or "shuffle"; did you mean "fit"?')),
        ('"10m"', '"10m"\ntracks = [{path = "a", intensity = 6}]', 8,
         "phases[0].tracks[0].intensity", "6 is not allowed here; write a whole number from 1"),
        ('"10m"', '"10m"\nslack = "11m"', 8, "phases[0].slack", '"11m" is not allowed here'),
        ('name = "peak"', 'name = " peak"', 6, "phases[0].name", '" peak" is not allowed here'),
        ('name = "peak"', 'name = ""', 6, "phases[0].name", '"" is not allowed here; write a nam'),
        ("[[phases]]", "crossfade = 5\n[[phases]]", 5, "crossfade", ("5 is not allowed here; write "
         "a table")),
        ("[[phases]]", "cues = 5\n[[phases]]", 5, "cues", "5 is not allowed here; write tables, e"),
        ("[[phases]]", "beds.off = 'a'\n[[phases]]", 5, "beds.off", ('"off" is not allowed here; '
         "write the id of a bed: 1 to 40 of A-Z, a-z, 0-9, _ and -, but not")),
        ("[[phases]]", "beds.rain = 5\n[[phases]]", 5, "beds.rain", "5 is not allowed here; write"),
        ("[[phases]]", "beds.rain = '/a'\n[[phases]]", 5, "beds.rain.path", '"/a" is an absolute'),
        ("[[phases]]", "media = '~/x'\n[[phases]]", 5, "media", '"~/x" is not allowed here; write'),
        ("[[phases]]", "media = 'http://x'\n[[phases]]", 5, "media", '"http://x" is not allowed'),
        ("[[phases]]", "cues.a = {path='a', label='A', key='ab'}\n[[phases]]", 5, "cues.a.key",
         '"ab" is not allowed here; write one printable character'),
        ("[[phases]]", "cues.a = {path='a', label='A', key=' '}\n[[phases]]", 5, "cues.a.key",
         '" " is not allowed here; write one printable character'),
        ("[[phases]]", "cues.a = {path=3, label='A'}\n[[phases]]", 5, "cues.a.path",
         "3 is not allowed here; write a path beneath the media root"),
        ("[[phases]]", "seed = 0x" + "f" * 40 + "\n[[phases]]", 5, "seed", "a number this large"),
    ],
)  # fmt: skip
def test_each_fault_has_its_line_its_key_and_what_is_allowed(old, new, line, key, words):
    text = SMALL.replace(old, new, 1)
    assert text != SMALL
    assert only(text)[:2] == (line, key)
    assert only(text)[2].startswith(words)


@pytest.mark.parametrize("at", ["120", '"-0s"', '"soon"', '"--1m"', '"25h"'])
def test_a_time_of_a_cue_is_written_as_one(at):
    text = "cues.a = {path='a', label='A'}\n" + SMALL + f'cues = [{{cue = "a", at = {at}}}]'
    words = 'write a time in quotes, like "2m" from the beginning or "-1m" before the end'
    found = [problem.message for problem in problems(text)]
    assert f"{at} is not allowed here; {words}" in found


def test_every_problem_is_reported_at_once():
    text = SMALL.replace("title =", "titel =").replace('safe_bed = "ocean"', 'safe_bed = "sea"')
    text = text.replace('"10m"', "600") + 'minimum = "9m"\nmaximum = "8m"\n'
    keys = [problem.key for problem in problems(text)]
    assert keys == [
        "title", "titel", "safe_bed", "phases[0].length", "phases[0].minimum",
    ]  # fmt: skip


def test_of_more_problems_than_anybody_reads_the_rest_is_counted():
    found = problems(SMALL + "tracks = [" + '"/a",\n' * 1_000 + "]")
    assert len(found) == 201
    assert found[-1].message == "800 problems more; mend these first"


def test_control_characters_become_glyphs_everywhere():
    text = SMALL.replace("A title", r"\u001b[2J \u009b \u202e \u007f")
    assert parse_playlist(text, "a.toml").title == "␛[2J � � ␡"
    assert "\x1b" not in only(SMALL + '"\\u001b" = 1')[1]
    track = SMALL + 'tracks = ["a\\u001b.ogg"]'
    assert parse_playlist(track, "a.toml").phases[0].tracks[0].name == "a␛"


def test_a_description_keeps_its_lines():
    text = 'description = """One\nTwo"""\n' + SMALL
    assert parse_playlist(text, "a.toml").description == "One\nTwo"


def test_a_file_name_that_is_blank_is_no_path():
    track = SMALL + r'tracks = ["\u0020.ogg", " "]'
    (problem,) = problems(track)
    assert problem.key == "phases[0].tracks[1].path"


def test_a_track_is_named_by_its_title_or_else_by_its_file_and_always_somehow():
    tracks = ['"a/b.c.ogg"', '{ path = "a.ogg", title = "Dawn" }', r'"\u0020.ogg"', '{synth="pad"}']
    made = parse_playlist(SMALL + f"tracks = [{', '.join(tracks)}]", "a.toml").phases[0].tracks
    assert [track.name for track in made] == ["b.c", "Dawn", "untitled", "pad"]


def test_keys_are_written_as_toml_writes_them():
    assert key_text(("phases", 2, "tracks", 0, "start")) == "phases[2].tracks[0].start"
    assert key_text(("beds", "a b", "path")) == 'beds."a b".path'


def read(text):
    """Read a text, and hold that it is either a playlist or problems that are fit to show."""
    try:
        assert isinstance(parse_playlist(text, "a.toml"), Playlist)
    except PlaylistError as error:
        hold_fit_to_show(error.problems, text.count("\n") + 1)


def hold_fit_to_show(found, last_line):
    assert found
    for problem in found:
        assert visible(problem.message) == problem.message
        assert visible(problem.key) == problem.key
        assert problem.line is None or 1 <= problem.line <= last_line


@given(st.text())
def test_any_text_gives_a_playlist_or_problems(text):
    read(text)


@given(st.binary())
def test_any_bytes_give_a_text_or_a_problem(raw):
    try:
        assert isinstance(decode_playlist(raw, "a.toml"), str)
    except PlaylistError as error:
        hold_fit_to_show(error.problems, raw.count(b"\n") + 1)


@given(st.integers(0, len(VALID)), st.integers(0, 30), st.text(max_size=8))
def test_a_spoiled_playlist_gives_a_playlist_or_problems(start, length, text):
    read(VALID[:start] + text + VALID[start + length :])


SCALARS = ["1", "-7", "nan", "-inf", "1e308", "true", "1979-05-27", '""', '"0s"', '"-1m"', '"1h"',
           '"x"', '"ocean"', '"' + "9" * 400 + 'h"', "[]", "{}", "[[]]", "[{}]", '[""]',
           "0x" + "f" * 500, '["ocean", 1]', "{ path = 1 }", "[{ path = 'a', end = '-1s' }]",
           '"\\u001b"', "{ a = { path = 'a' } }", "{ '' = {} }", "{ ' ' = 'a' }"]  # fmt: skip
LINES = [number for number, line in enumerate(VALID.split("\n")) if " = " in line]


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(SCALARS)), min_size=1))
def test_values_of_every_other_kind_give_a_playlist_or_problems(changes):
    lines = VALID.split("\n")
    for number, value in changes:
        lines[number] = f"{VALID.split(chr(10))[number].split(' = ')[0]} = {value}"
    read("\n".join(lines))


TOP = sorted(Playlist.model_fields)
INNER = ["path", "synth", "length", "name", "cue", "at", "beds", "tracks", "cues", "key", "depth"]
VALUES = st.recursive(
    st.sampled_from([value for value in SCALARS if not value.startswith(("[", "{"))]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(INNER), inner, max_size=4).map(
            lambda table: "{" + ", ".join(f"{key} = {table[key]}" for key in table) + "}"
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(TOP), VALUES))
def test_any_values_under_the_known_keys_give_a_playlist_or_problems(table):
    read("format = 1\n" + "\n".join(f"{key} = {table[key]}" for key in table if key != "format"))


FAULTS = {
    'title = "An afternoon by the sea"': ("title = 3", "title"),
    'route = "lozenge"': ('route = "lozange"', "route"),
    'safe_bed = "ocean"': ('safe_bed = "pond"', "safe_bed"),
    "level = -18": ("level = 18", "beds.hall.level"),
    'key = "2"': ('key = "1"', "cues.grounding.key"),
    'length = "15m"': ("length = 15", "phases[0].length"),
    'tracks = ["arrive.flac"]': ('tracks = ["../arrive.flac"]', "phases[0].tracks[0].path"),
    'end = "8m"': ('end = "8s"', "phases[1].tracks[1].end"),
    'maximum = "40m"': ("maximum = 40", "phases[2].maximum"),
    "intensity = 4": ("intensity = 0", "phases[2].tracks[0].intensity"),
    'beds = ["hall"]': ('beds = ["hall", "mall"]', "phases[2].beds[1]"),
    'name = "return"': ('name = "peak"', "phases[3].name"),
}


@given(st.sets(st.sampled_from(sorted(FAULTS)), min_size=1))
def test_any_set_of_faults_is_found_whole_and_each_in_its_line(chosen):
    lines = VALID.split("\n")
    expected = set()
    for old in chosen:
        (number,) = (place for place, line in enumerate(lines) if old in line)
        lines[number] = lines[number].replace(old, FAULTS[old][0])
        expected.add((number + 1, FAULTS[old][1]))
    assert {(found.line, found.key) for found in problems("\n".join(lines))} == expected


def test_the_example_stays_what_these_tests_spoil():
    assert tomli.loads(VALID)["phases"][1]["tracks"][1]["end"] == "8m"
