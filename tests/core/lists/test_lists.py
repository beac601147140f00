"""Lists of other players are read; what is no file in them is refused by name."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.lists import MOST_BYTES, SUFFIXES, FileList, read_list

XSPF = """<?xml version="1.0" encoding="UTF-8"?>
<playlist xmlns="http://xspf.org/ns/0/" version="1"><trackList>
<track><location>file:///music/a%20b.ogg</location><title>A</title></track>
<track><location>Caf%C3%A9/c.ogg</location></track>
<track><title>no location</title></track><track><location> </location></track>
</trackList></playlist>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>
<playlist xmlns="http://xspf.org/ns/0/"><trackList><track><location>&b;</location></track>
</trackList></playlist>"""
XXE = BOMB.replace('"lol"', 'SYSTEM "file:///etc/passwd"')


def read(text, name="list.m3u8", encoding="utf-8"):
    return read_list(text.encode(encoding), f"/lists/{name}")


def test_an_m3u_of_a_player_is_read_in_its_order():
    lines = ("#EXTM3U", "#EXTINF:95,Artist - Title", "b.ogg", "", "/music/a.ogg", "..\\up\\c.ogg")
    assert read("\r\n".join((*lines, "b.ogg"))) == FileList(
        ("/lists/b.ogg", "/music/a.ogg", "/up/c.ogg")
    )


def test_an_m3u_may_begin_with_a_mark_or_be_in_latin_1():
    assert read("\ufeffCafé.ogg").files == ("/lists/Café.ogg",)
    assert read("Café.ogg", "list.m3u", "latin-1").files == ("/lists/Café.ogg",)


def test_a_pls_is_read():
    text = "[playlist]\nNumberOfEntries=2\nFile1=a.ogg\nTitle1=A\nfile2 = file:///music/b.ogg\n"
    assert read(text, "list.pls").files == ("/lists/a.ogg", "/music/b.ogg")


def test_an_address_of_an_xspf_that_cannot_be_read_is_refused_by_name():
    found = read(XSPF.replace("file:///music", "http://[music"), "list.xspf")
    assert found.files == ("/lists/Café/c.ogg",)
    assert "is no address that can be read" in found.refused[0]


def test_an_xspf_is_read():
    assert read(XSPF, "list.xspf").files == ("/music/a b.ogg", "/lists/Café/c.ogg")


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://example.org/a.mp3", "is an address on the network"),
        ("concat:a.ogg|b.ogg", "is an address on the network"),
        ("file://elsewhere/a.ogg", "lies on another machine"),
        ("file:///%00.ogg", "names no file"),
        ("file://[a.ogg", "is no address that can be read"),
        ("a\x00.ogg", "holds a NUL character"),
    ],
)
def test_what_is_no_file_is_refused_by_name(location, said):
    found = read(f"good.ogg\n{location}")
    assert found.files == ("/lists/good.ogg",)
    (reason,) = found.refused
    assert said in reason
    assert "\x00" not in reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "declares a document type or entities"),
        (XXE, "declares a document type or entities"),
        ("<playlist>", "is no XSPF that can be read"),
        ("<playlist/>", "does not begin with a playlist"),
        ("", "is no XSPF that can be read"),
    ],
)
def test_a_hostile_or_broken_xspf_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read(text, "list.xspf")


def test_a_list_that_is_no_list_is_refused_by_its_size():
    with pytest.raises(ValueError, match="larger than 20 MB"):
        read_list(b"a" * (MOST_BYTES + 1), "/list.m3u")
    with pytest.raises(ValueError, match="more than 20000 files"):
        read("\n".join(map(str, range(20_001))))


@given(st.binary(max_size=200), st.sampled_from(SUFFIXES))
def test_any_bytes_are_read_or_refused(raw, suffix):
    with suppress(ValueError):
        found = read_list(raw, f"/lists/list{suffix}")
        assert all(file.startswith("/") for file in found.files)
