"""Settings: read as far as they are understood, changed without touching anything else."""

import os
import stat
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.config.change import change_settings, edit_settings
from kapsound.config.read import Reading, parse_settings, read_settings
from kapsound.config.settings import OutputSetting, Settings
from kapsound.errors import KapsoundError
from kapsound.paths import settings_path

WRITTEN = """
# of the quiet room
theme = "day"  # there is a window
buffering = "safe"
cache_limit = "1.5 TB"
playlists = ["/srv/sessions"]
later = 1

[[outputs]]
name = "Headphones"  # the good ones
level = -4.5

[keys]
pause = ["space", "f5"]
stop = "x"

[clients."A-17"]
maximum_level = -3
"""
READ = Settings(
    theme="day",
    outputs=(OutputSetting("Headphones", -4.5),),
    buffering="safe",
    playlists=("/srv/sessions",),
    cache_limit=1_500_000_000_000,
    keys={"pause": "space,f5", "stop": "x"},
    maximum_levels={"A-17": -3},
)


def said(text, actions=None):
    return [str(problem) for problem in parse_settings(text, "s.toml", actions).problems]


def test_without_a_file_all_is_as_usual(tmp_path):
    assert read_settings(tmp_path / "none.toml") == Reading(Settings())


def test_the_file_lies_beneath_the_home_of_kapsound(tmp_path):
    path = settings_path({"KAPSOUND_HOME": str(tmp_path)})
    assert path == tmp_path / "settings.toml"


def test_every_setting_is_read_and_an_unknown_one_named():
    reading = parse_settings(WRITTEN, "s.toml", ("pause", "stop"))
    assert reading.settings == READ
    assert [problem.key for problem in reading.problems] == ["later"]


def test_everything_wrong_is_said_at_once_and_the_rest_counts():
    text = """
theme = "nigth"
playlist = "x"
buffering = "save"
playlists = ["good", 5]
cache_limit = 20
keys = { paus = "p", stop = "x", pause = "x", resume = [], next = "a b" }
clients = { "A" = 3, "B" = { maximum_level = true, level = 2 }, "C" = { maximum_level = 2 } }
outputs = [{ name = 4 }, { level = -3 }, 5, { nam = "A" }, { name = "B", level = 1 }]
"""
    reading = parse_settings(text, "s.toml", ("pause", "stop", "resume", "next"))
    assert reading.settings == Settings(
        keys={"stop": "x"}, maximum_levels={"C": 2.0}, outputs=(OutputSetting("B"),)
    )
    assert [str(problem) for problem in reading.problems] == [
        's.toml: theme: "nigth" is not allowed here; write "night" or "day"; did you mean "night"?',
        's.toml: playlist: is not a setting; did you mean "playlists"?',
        (
            's.toml: buffering: "save" is not allowed here; write "usual" or "safe"; '
            'did you mean "safe"?'
        ),
        (
            "s.toml: playlists: a list is not allowed here; write folders in quotes and brackets, "
            'like ["/home/clinic/sessions"]'
        ),
        (
            "s.toml: cache_limit: 20 is not allowed here; write an amount of disk space in quotes, "
            'from 2GB to 10TB, like "20GB"'
        ),
        "s.toml: outputs[0].name: 4 is not allowed here; write text in quotes, 0 to 200 characters",
        "s.toml: outputs[1].name: is missing; write text in quotes, 0 to 200 characters",
        's.toml: outputs[2]: 5 is not allowed here; write a table with "name" or "level"',
        's.toml: outputs[3].nam: is not a setting; did you mean "name"?',
        "s.toml: outputs[3].name: is missing; write text in quotes, 0 to 200 characters",
        (
            "s.toml: outputs[4].level: 1 is not allowed here; "
            "write a number from -60 to 0 (dB), without quotes"
        ),
        's.toml: clients."A": 3 is not allowed here; write a table with "maximum_level"',
        (
            's.toml: clients."B".maximum_level: true is not allowed here; '
            "write a number from -20 to 6 (dB), without quotes"
        ),
        's.toml: clients."B".level: is not a setting',
        's.toml: keys.paus: is not an action; did you mean "pause"?',
        (
            "s.toml: keys.resume: a list is not allowed here; write the name of a key in quotes, "
            'like "space" or "f5", or a list of them'
        ),
        (
            's.toml: keys.next: "a b" is not allowed here; write the name of a key in quotes, '
            'like "space" or "f5", or a list of them'
        ),
        's.toml: keys.pause: the key "x" is that of stop already; choose another',
    ]


def test_what_is_no_toml_is_named_with_its_line():
    assert said("theme = 'day'\noutput = \n")[0].startswith("s.toml:2: is not TOML")


@pytest.mark.parametrize(
    ("written", "octets"),
    [("2GB", 2 * 10**9), ("20 gb", 20 * 10**9), ("2500MB", 2_500_000_000), ("10TB", 10**13)],
)
def test_a_limit_of_the_cache_is_read_as_people_write_it(written, octets):
    reading = parse_settings(f'cache_limit = "{written}"', "s.toml")
    assert reading == Reading(Settings(cache_limit=octets))


@pytest.mark.parametrize("written", ['"1.9GB"', '"11TB"', '"20"', '"much"', "20.5", "true", "[]"])
def test_any_other_limit_of_the_cache_is_named_and_the_usual_one_counts(written):
    reading = parse_settings(f"cache_limit = {written}", "s.toml")
    assert reading.settings == Settings()
    assert 'from 2GB to 10TB, like "20GB"' in str(reading.problems[0])


def test_a_setting_that_is_as_usual_again_leaves_the_file():
    old = Settings(cache_limit=5 * 10**9)
    assert edit_settings('cache_limit = "5GB"\n# kept\n', old, Settings()) == "# kept\n"


def test_a_list_in_place_of_a_table_and_a_table_in_place_of_a_text_are_named():
    assert said("keys = 3\ntheme = {}\noutputs = {}\nclients = []") == [
        "s.toml: keys: 3 is not allowed here; write [keys] and its keys beneath",
        's.toml: theme: a table is not allowed here; write "night" or "day"',
        "s.toml: outputs: a table is not allowed here; write [[outputs]] and its keys beneath",
        "s.toml: clients: a list is not allowed here; write [clients.CODE] and its keys beneath",
    ]


def test_an_output_that_is_driven_already_keeps_its_level():
    assert READ.with_output("Headphones") == READ
    assert READ.with_output("Room").outputs == (OutputSetting("Room"),)
    assert READ.with_output("").outputs == ()
    assert (READ.output, Settings().output) == ("Headphones", "")


def test_another_output_leaves_its_comment_and_what_a_newer_kapsound_wrote():
    text = '[[outputs]]\n# of the quiet room\nname = "A"\nlater = 1\n'
    old = parse_settings(text, "s").settings
    changed = edit_settings(text, old, old.with_output("B"))
    assert changed == text.replace('"A"', '"B"') + "level = 0.0\n"


def test_what_is_no_table_gives_way_to_one():
    new = Settings(keys={"stop": "x"}, maximum_levels={"A": 1.0}, outputs=(OutputSetting("B"),))
    text = edit_settings("keys = 3\nclients = []\noutputs = [1]\n", Settings(), new)
    assert parse_settings(text, "s") == Reading(new)


def test_fewer_outputs_leave_the_file():
    old = Settings(outputs=(OutputSetting("A"), OutputSetting("B", -3.0)))
    text = edit_settings('theme = "day"\n', Settings(), old)
    assert edit_settings(text, old, Settings()).strip() == 'theme = "day"'


def test_a_file_that_cannot_be_read_leaves_the_usual_settings(tmp_path):
    (tmp_path / "s.toml").write_bytes(b"theme = '\xff'")
    reading = read_settings(tmp_path / "s.toml")
    assert reading.settings == Settings()
    assert "it is not UTF-8" in str(reading.problems[0])
    assert "cannot be read" in str(read_settings(tmp_path).problems[0])


def test_a_change_leaves_comments_and_everything_else():
    new = replace(READ, theme="night", maximum_levels={"A-17": -3.0, "B [/]": 1.5})
    added = '\n[clients."B [/]"]\nmaximum_level = 1.5\n'
    assert edit_settings(WRITTEN, READ, new) == WRITTEN.replace('"day"', '"night"') + added


def test_a_file_is_made_private_and_whole(tmp_path):
    path = tmp_path / "deep" / "settings.toml"
    change_settings(path, Settings(), READ)
    assert read_settings(path) == Reading(READ)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["settings.toml"]


def test_no_change_writes_nothing(tmp_path):
    change_settings(tmp_path / "settings.toml", READ, READ)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_toml_is_never_written_over(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("theme = ")
    with pytest.raises(KapsoundError, match="nothing was changed in it"):
        change_settings(path, Settings(), READ)
    assert path.read_text() == "theme = "


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    path = tmp_path / "settings.toml"
    path.mkdir()
    with pytest.raises(KapsoundError, match=r"settings\.toml: cannot be written"):
        change_settings(path, Settings(), READ)
    assert [item.name for item in tmp_path.iterdir()] == ["settings.toml"]


texts = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
keys = st.sampled_from(["space", "f5", "x", "ctrl+l", '"', "[", "ü"])
outputs = st.builds(OutputSetting, texts, st.integers(-600, 0).map(lambda n: n / 10))
some = st.builds(
    Settings,
    theme=st.sampled_from(["night", "day"]),
    outputs=st.lists(outputs, max_size=3).map(tuple),
    buffering=st.sampled_from(["usual", "safe"]),
    cache_limit=st.none() | st.integers(2 * 10**9, 10**13),
    playlists=st.lists(texts, max_size=3).map(tuple),
    keys=st.dictionaries(texts, keys, max_size=2).filter(
        lambda found: len(set(found.values())) == len(found)
    ),
    maximum_levels=st.dictionaries(texts, st.integers(-200, 60).map(lambda n: n / 10), max_size=3),
)


@given(some, some)
def test_whatever_is_changed_is_read_back(old, new):
    text = edit_settings("", Settings(), old)
    assert parse_settings(text, "s") == Reading(old)
    assert parse_settings(edit_settings(text, old, new), "s") == Reading(new)


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 5000, "a.b = '\x1b'"])
def test_what_no_program_can_read_is_told_in_a_line_that_is_fit_to_show(text):
    (problem,) = parse_settings(text, "settings.toml").problems
    assert str(problem).isprintable()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_settings_that_are_a_pipe_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "settings.toml")
    (problem,) = read_settings(tmp_path / "settings.toml").problems
    assert problem.message == "cannot be read: it is no regular file"
