"""An output is read as it is written, and one list of kinds is all that anyone knows of them."""

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.config.settings import HIGHEST_OUTPUT_DB, LOWEST_OUTPUT_DB
from kapsound.core import output as outputs
from kapsound.core.output import (
    DEFAULT,
    DEVICE,
    FILE,
    KINDS,
    LEVEL_RANGE_DB,
    SILENT,
    STDOUT,
    Destination,
    Output,
    OutputKind,
    choices,
    destinations,
    driven,
    parse_output,
    refusal,
    unheard,
    usage,
)
from kapsound.errors import DeviceError, UsageError

RADIO = OutputKind(
    sink="null", prefix="radio:", value="HOST", label="radio at {}", help="is sent", heard=True
)


@pytest.fixture
def radio(monkeypatch):
    """Let there be one more kind of output, by one more entry."""
    monkeypatch.setattr(outputs, "KINDS", (RADIO, *KINDS))
    return RADIO


@pytest.mark.parametrize(
    ("text", "kind", "value", "label"),
    [
        ("", DEFAULT, "", "the system's default"),
        ("null", SILENT, "", "silent, nothing is heard"),
        ("file:/a b/{c}.wav", FILE, "/a b/{c}.wav", "a file, nothing is heard: /a b/{c}.wav"),
        ("-", STDOUT, "", "standard output"),
        ("Room speakers", DEVICE, "Room speakers", "Room speakers"),
        ("nullifier", DEVICE, "nullifier", "nullifier"),
    ],
)
def test_a_text_is_of_one_kind_and_has_one_label(text, kind, value, label):
    found = parse_output(text)
    assert (found, found.label) == (Output(kind, value), label)


@given(st.text())
def test_what_is_read_is_written_back_as_it_was(text):
    try:
        assert str(parse_output(text)) == text
    except UsageError:
        assert not text.removeprefix(FILE.prefix).strip()


@pytest.mark.parametrize("text", ["file:", "file: ", " "])
def test_an_output_that_names_nothing_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(UsageError, match=r"lacks its (PATH; write file:PATH|NAME; write NAME)$"):
        parse_output(text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_names_a_module_that_opens_it(kind):
    module = importlib.import_module(f"kapsound.audio.sinks.{kind.sink}")
    assert callable(module.open_sink)


@pytest.mark.parametrize("text", ["", "null", "file:/a.wav", "Room"])
def test_a_destination_goes_through_json_unchanged(text):
    made = Destination(parse_output(text), -6.5)
    assert Destination.from_json(made.to_json()) == made


def test_the_settings_allow_the_same_levels():
    assert (LOWEST_OUTPUT_DB, HIGHEST_OUTPUT_DB) == LEVEL_RANGE_DB


@pytest.mark.parametrize("level", [0.5, -60.5, float("nan"), float("inf")])
def test_a_level_only_lowers_and_is_refused_where_it_would_not(level):
    with pytest.raises(UsageError, match=r'the output "Room" .* it may be -60 to 0'):
        Destination(parse_output("Room"), level)


def test_one_output_is_driven_and_a_second_is_refused():
    room, silent = destinations("Room"), destinations("null")
    assert driven(room) == Destination(Output(DEVICE, "Room"))
    with pytest.raises(DeviceError, match=r'one output is driven at present.*"Room", "null"'):
        driven(room + silent)
    with pytest.raises(DeviceError, match=r"given: none"):
        driven(())


def test_a_person_chooses_the_default_a_device_or_silence():
    assert [str(item) for item in choices(["Room", "Other"])] == ["", "Room", "Other", "null"]


def test_a_live_session_goes_anywhere_but_to_standard_output():
    refused = [kind for kind in KINDS if refusal(Output(kind, "x"))]
    assert refused == [STDOUT]
    assert "name a device or one of null, file:PATH" in refusal(Output(STDOUT))


def test_a_new_kind_is_known_by_its_entry_alone(radio):
    assert parse_output("radio:studio") == Output(radio, "studio")
    assert "radio:HOST is sent" in usage()
    assert "null is silent" in usage()
    assert unheard() == "--output null or --output file:PATH"
