"""`library` keeps a clinic's music: scanned, found, marked, and shown as it is, never obeyed."""

import json
import shutil

import pytest
from sound_rigs import tone, write_wav
from surveys import surveyed

from kapsound.library.fields import FIELDS
from kapsound.library.files import keep
from kapsound.library.find import SORTS
from kapsound.library.store import open_library
from kapsound.paths import library_path

HOSTILE = "\x1b[2J[/][@click=quit]\u202e"


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    """Give each of these tests a library of its own."""
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path / "home"))


@pytest.fixture
def put():
    """Put files into the library as a scan would."""

    def put_in(*surveys):
        with open_library(library_path()) as library, library.begin() as connection:
            for path, given in surveys:
                keep(connection, path, surveyed(path, **given))

    return put_in


@pytest.fixture
def three(put):
    put(
        ("/m/dawn.ogg", {"title": "Dawn", "artist": "Éric", "length": 120.0, "loudness": -18.0}),
        ("/m/lake.ogg", {"title": "Lake", "artist": "Mira", "length": 400.0, "loudness": None}),
        ("/m/sea.ogg", {"length": 300.0, "loudness": -25.0, "loudness_tagged": True}),
    )


def lines(ran):
    assert ran.code == 0, ran.err
    return [" ".join(line.split()) for line in ran.out.splitlines()]


def test_folders_are_added_scanned_and_scanned_again(kapsound, tmp_path):
    music = tmp_path / "music"
    music.mkdir()
    write_wav(music / "dawn.wav", tone(1.0))
    (music / "text.mp3").write_text("no sound")
    ran = kapsound("library", "add", music)
    assert (ran.code, ran.out) == (1, "")
    reason, summary = ran.err.splitlines()[-2:]
    assert reason.startswith(f"kapsound: {music / 'text.mp3'}: is no sound file")
    assert summary == "2 files: 1 scanned, 0 unchanged, 1 cannot be used."
    assert kapsound("library", "scan").code == 1
    (music / "text.mp3").unlink()
    again = kapsound("library", "scan")
    assert (again.code, again.err) == (0, "1 files: 0 scanned, 1 unchanged, 1 gone.\n")
    assert lines(kapsound("library", "list")) == ["1 0:01 -12.7 LUFS - dawn"]


def test_a_moved_folder_is_linked_again_by_content(kapsound, tmp_path):
    music, elsewhere = tmp_path / "music", tmp_path / "elsewhere"
    music.mkdir()
    write_wav(music / "dawn.wav", tone(1.0))
    kapsound("library", "add", music)
    shutil.move(music, elsewhere)
    assert "is not there" in kapsound("library", "scan").err
    assert lines(kapsound("library", "missing")) == [f"1 gone: {music}/dawn.wav"]
    assert kapsound("library", "relink", elsewhere).err == "One track is there again.\n"
    assert kapsound("library", "missing").err == "Nothing is missing.\n"
    assert lines(kapsound("library", "show", elsewhere / "dawn.wav"))[0] == "number 1"


@pytest.mark.parametrize("command", ["add", "scan", "relink"])
def test_what_is_no_folder_is_refused(kapsound, tmp_path, command):
    ran = kapsound("library", command, tmp_path / "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert "is no folder; name one that holds music" in ran.err


def test_tracks_are_listed_sorted_and_counted(kapsound, three):
    assert lines(kapsound("library", "list")) == [
        "1 2:00 -18.0 LUFS - Dawn - Éric",
        "2 6:40 none LUFS - Lake - Mira",
        "3 5:00 ~-25.0 LUFS - sea",
    ]
    ran = kapsound("library", "list", "--sort", "length", "--limit", "2")
    assert [line[0] for line in lines(ran)] == ["1", "3"]
    assert ran.err == "2 of 3 tracks.\n"


@pytest.mark.parametrize("sort", SORTS)
def test_every_way_to_sort_is_one(kapsound, three, sort):
    assert len(lines(kapsound("library", "list", "--sort", sort))) == 3


def test_a_wrong_sort_names_the_nearest(kapsound):
    ran = kapsound("library", "list", "--sort", "lenght")
    assert ran.code == 2
    assert 'did you mean "length"?' in ran.err


def test_a_query_finds_and_a_wrong_one_says_why(kapsound, three):
    assert len(lines(kapsound("library", "find", "length:2m..5m -dawn"))) == 1
    assert len(lines(kapsound("library", "find", "--", "-dawn"))) == 2
    ran = kapsound("library", "find", "lenght:2m..5m")
    assert (ran.code, ran.out) == (2, "")
    assert 'did you mean "length"?' in ran.err
    assert "No track is found" in kapsound("library", "find", "drums").err


def test_tracks_are_tagged_by_number_file_or_query(kapsound, three):
    assert kapsound("library", "tag", "1", "Calm", "piano").err == "1 track tagged.\n"
    assert kapsound("library", "tag", "loudness:..-20", "soft").err == "1 track tagged.\n"
    assert kapsound("library", "tag", "tag:calm", "--drop", "PIANO").err == "1 track tagged.\n"
    assert lines(kapsound("library", "find", "tag:calm or tag:soft")) == [
        "1 2:00 -18.0 LUFS - Dawn - Éric [Calm]",
        "3 5:00 ~-25.0 LUFS - sea [soft]",
    ]


def test_fields_are_set_and_shown(kapsound, three):
    words = ["intensity=2", "vocals=wordless", "licence=CC BY", "licence-expires=2001-01-31"]
    assert kapsound("library", "set", "1", *words).err == "1 track set.\n"
    shown = lines(kapsound("library", "show", "dawn"))
    assert {"intensity 2", "vocals wordless", "licence CC BY"} <= set(shown)
    assert "licence expires 2001-01-31, EXPIRED" in shown
    assert lines(kapsound("library", "find", "vocal intensity:1..2"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set", "1", "intensity=9"], "a whole number from 1 to 5"),
        (["set", "1", "mood=2"], "is no field that can be set"),
        (["tag", "1"], "name a tag to give"),
        (["tag", "1", "x" * 41], "1 to 40 characters"),
        (["tag", "", "calm"], "means no track"),
        (["exclude", " ", "1"], "is no client code: write 1 character at least"),
        (["prefer", "x" * 41, "1"], "is no client code: 40 characters at most"),
        (["list", "--client", HOSTILE], "is no client code: letters, digits and signs only"),
    ],
)
def test_what_is_not_understood_is_said(kapsound, three, words, said):
    ran = kapsound("library", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize("which", ["99", "drums", "/nowhere.ogg"])
def test_a_track_that_is_not_there_is_named(kapsound, three, which):
    ran = kapsound("library", "show", which)
    assert (ran.code, ran.err) == (
        1, f'kapsound: the library has no track "{which}"; see: kapsound library list\n'
    )  # fmt: skip


def test_what_a_client_excludes_is_left_out_for_that_client(kapsound, three):
    assert kapsound("library", "exclude", "C-17", "dawn").err == "1 track noted for C-17.\n"
    kapsound("library", "prefer", "C-17", "2")
    assert [line[0] for line in lines(kapsound("library", "list", "--client", "C-17"))] == [
        "2",
        "3",
    ]
    assert [line[0] for line in lines(kapsound("library", "exclude", "C-17"))] == ["1"]
    assert [line[0] for line in lines(kapsound("library", "prefer", "C-17"))] == ["2"]
    kapsound("library", "exclude", "C-17", "1", "--drop")
    assert len(lines(kapsound("library", "list", "--client", "C-17"))) == 3


def test_a_client_code_that_looks_like_a_name_is_warned_of_where_it_is_kept(kapsound, three):
    warned = "warning: The client code looks like a name"
    assert warned in kapsound("library", "prefer", "Anna Weber", "1").err
    for words in (["prefer", "Anna Weber"], ["prefer", "Anna Weber", "1", "--drop"]):
        assert warned not in kapsound("library", *words).err


def test_duplicates_are_listed_together(kapsound, put):
    with open_library(library_path()) as library, library.begin() as connection:
        for path in ("/m/a.ogg", "/m/b.ogg"):
            keep(connection, path, surveyed("same"))
    assert lines(kapsound("library", "duplicates")) == ["1 /m/a.ogg", "1 /m/b.ogg"]


def test_hostile_text_is_shown_and_never_obeyed(kapsound, put):
    put((f"/m/{HOSTILE}.ogg", {"artist": HOSTILE, "rights": HOSTILE}))
    kapsound("library", "tag", "1", HOSTILE)
    kapsound("library", "set", "1", f"notes={HOSTILE}")
    for words in (["list"], ["show", "1"], ["find", "click"]):
        ran = kapsound("library", *words)
        assert "[@click=quit]" in ran.out
        assert "\x1b" not in ran.out + ran.err
        assert "\u202e" not in ran.out + ran.err


@pytest.mark.parametrize("words", [["list"], ["find", "dawn"], ["show", "1"], ["missing"]])
def test_scripts_read_json(kapsound, three, words):
    assert json.loads(kapsound("library", *words, "--json").out)


def test_an_empty_library_says_how_to_begin(kapsound):
    assert "kapsound library add FOLDER" in kapsound("library", "list").err
    assert "kapsound library add FOLDER" in kapsound("library", "scan").err
    assert kapsound("library", "missing").err == "Nothing is missing.\n"
    assert kapsound("library", "duplicates").err == "No file lies there twice.\n"


def test_the_help_names_every_field_and_condition(kapsound):
    shown = "".join(kapsound("library", "set", "--help").out.split())
    assert [name for name in FIELDS if name not in shown] == []
    assert "artist:" in kapsound("library", "--help").out


def test_a_folder_is_forgotten_only_if_one_says_so(kapsound, three, tmp_path):
    kapsound("library", "set", "dawn", "intensity=2")
    ran = kapsound("library", "forget", "/m")
    assert ran.code == 5
    assert "Forget /m? 3 tracks would go; what you say of 1 of them is kept." in ran.err
    assert len(lines(kapsound("library", "list"))) == 3
    ran = kapsound("library", "forget", "/m", "--yes")
    assert ran.err == "/m is forgotten: 3 tracks went; what you say of 1 of them is kept.\n"
    assert lines(kapsound("library", "list")) == []
    assert kapsound("library", "missing").err == "Nothing is missing.\n"


def test_a_folder_that_the_library_does_not_know_is_told_which_it_does(kapsound, tmp_path):
    music = tmp_path / "music"
    ran = kapsound("library", "forget", music, "--yes")
    assert ran.code == 1
    assert ran.err.endswith(f"{music}: the library does not know it; it scans no folder\n")
    (music / "calm").mkdir(parents=True)
    kapsound("library", "add", music)
    other = kapsound("library", "forget", tmp_path, "--yes").err
    assert other.endswith(f"{tmp_path}: the library does not know it; it scans {music}\n")
    inner = kapsound("library", "forget", music / "calm", "--yes").err
    assert f"lies in {music}, which is scanned as a whole" in inner
    assert kapsound("library", "forget", music, "--yes").code == 0
