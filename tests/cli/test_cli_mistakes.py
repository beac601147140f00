"""Every mistake is answered by one clear message and its exit code, and nothing is lost."""

import json

import pytest

MISTAKES = [
    ("pllay", 2, 'no command "pllay"; did you mean "play"?'),
    ("sing", 2, 'no command "sing"; there are: home, attach,'),
    ("records lst", 2, 'records: no command "lst"; did you mean "list"?'),
    ("play", 2, "kapsound play: missing argument 'PLAYLIST'. See: kapsound play --help"),
    ("play TINY --headles", 2, "no such option: --headles"),
    ("play TINY another", 2, "got unexpected extra argument(s) (another)"),
    ("play FOLDER/tinny.toml", 1, 'there is no such file; did you mean "'),
    ("play FOLDER", 1, "it is a folder; name the playlist file in it"),
    ("play dmeo", 1, '"dmeo": is neither a playlist file nor the name of a playlist; did you mean'),
    ("plan ..", 1, "..: cannot be read: it is a folder"),
    ("render ../demo -o out.wav", 1, "../demo: cannot be read: there is no such file"),
    ("play FOLDER/binary.toml", 1, "binary.toml:2: the byte 0xff is not UTF-8"),
    ("play TINY --do dose", 2, '--do "dose": "dose" is not a session time; write it like "0:20"'),
    ("play TINY --do 0:10_dsoe", 2, '--do "0:10 dsoe": no command "dsoe"; did you mean "dose"?'),
    ("play TINY --do 0:10_extend", 2, '--do "0:10 extend": "extend" is not understood. Write:'),
    ("play TINY --do 0:10_bed_hus", 2, 'the playlist has no bed "hus"; did you mean "hush"?'),
    ("render TINY -o out.wav --do 0:10_cue_a", 2, 'has no cue "a"; there are: none'),
    ("render TINY", 2, "missing option '--output' / '-o'"),
    ("render -o out.wav", 2, "name a playlist, or a record with --record ID; not both"),
    ("render TINY --record last -o out.wav", 2, "not both"),
    ("render --record last -o out.wav --seed 3", 2, "leave out --do and --seed"),
    ("render TINY -o out.wav --seed many", 2, "invalid value for '--seed'"),
    ("render TINY -o nowhere/out.wav", 3, "nowhere; make it first"),
    (
        "render TINY -o FOLDER/there.wav",
        3,
        "exists already; choose another name, or give --replace",
    ),
    ("render TINY -o out.mp3", 2, "a sound file's name ends in .wav, .flac, .raw"),
    ("render TINY -o FOLDER", 2, "name a sound file, not a folder"),
    ("render --record nosuch -o out.wav", 1, 'there is no record "nosuch"'),
    ("play TINY --output file:FOLDER/there.wav", 3, "exists already"),
    ("play TINY --output file:FOLDER/a.mp3", 3, "ends in .wav, .flac, .raw"),
    ("status", 4, "no session is running; start one with kapsound play PLAYLIST"),
    ("control dose", 4, "no session is running"),
    ("control dsoe", 2, 'no command "dsoe"; did you mean "dose"?'),
    ("control extend soon", 2, 'extend: "soon" is not a duration; write it like'),
    ("control level", 2, "Write: level music|ambience|voice|master LEVEL"),
    ("control", 2, "missing argument 'COMMAND'"),
    ("records show nosuch", 1, 'there is no record "nosuch"; `kapsound records list` shows all'),
]


@pytest.fixture
def folder(tiny, home):
    (home / "there.wav").write_bytes(b"precious")
    (home / "binary.toml").write_bytes(b"format = 1\n\xff\xfe\x00")
    return home


@pytest.mark.parametrize(("typed", "code", "said"), MISTAKES)
def test_a_mistake_is_one_message_with_its_exit_code(kapsound, folder, typed, code, said):
    words = [
        word.replace("_", " ")
        .replace("FOLDER", str(folder))
        .replace("TINY", str(folder / "tiny.toml"))
        for word in typed.split()
    ]
    ran = kapsound(*words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert (folder / "there.wav").read_bytes() == b"precious"


def test_no_control_character_of_a_mistake_reaches_the_terminal(kapsound):
    for words in (
        ["\x1b[31m"],
        ["schema", "\x1b[31m"],
        ["control", "\x1b]0;x\x07"],
        ["play", "\x9b"],
    ):
        ran = kapsound(*words)
        assert ran.code in {1, 2}
        assert not set(ran.err) & set("\x1b\x07\x9b")


def test_without_a_sound_output_the_silent_run_is_named(kapsound, tiny, monkeypatch):
    """No terminal is there to be asked, so nothing is asked."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuchdriver")
    ran = kapsound("play", tiny)
    assert ran.code == 3
    assert "no sound output was found; connect one, or run silently with --output null" in ran.err


def test_devices_is_empty_but_says_what_to_do_without_any(kapsound, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuchdriver")
    shown = kapsound("devices")
    assert (shown.code, shown.out) == (0, "")
    assert "--output null" in shown.err
    assert json.loads(kapsound("devices", "--json").out) == {"names": [], "default": None}


UNUSABLE = {
    "prepare TINY": "cache/prepared: the folder cannot be used",
    "check TINY": "cache/prepared: the folder cannot be used",
    "play TINY --output null": "records: the records cannot be read",
}


@pytest.mark.parametrize("words", UNUSABLE)
def test_a_home_that_cannot_be_used_is_named(kapsound, tiny, tmp_path, monkeypatch, words):
    (tmp_path / "file").touch()
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path / "file"))
    ran = kapsound(*words.replace("TINY", str(tiny)).split())
    assert ran.code == 1
    assert f"{tmp_path}/file/{UNUSABLE[words]}" in ran.err


def test_without_a_home_at_all_there_is_still_one(kapsound, monkeypatch):
    for name in ("HOME", "KAPSOUND_HOME"):
        monkeypatch.delenv(name)
    assert kapsound("status").code == 4


def test_there_being_no_record_is_no_error(kapsound, monkeypatch, tmp_path):
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path))
    listed = kapsound("records", "list")
    assert (listed.code, listed.out) == (0, "")
    assert "no record yet" in listed.err
    assert json.loads(kapsound("records", "list", "--json").out) == []
