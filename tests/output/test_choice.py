"""The devices of a machine are found by name, or the person is told what to write instead."""

import sys

import pytest
from rigs import needs_sound_server

from kapsound.errors import DeviceError
from kapsound.output.choice import Devices, choose_device, find_devices

TWO = Devices(("Headphones", "Room speakers"), "Room speakers")


def test_the_default_is_opened_by_its_name():
    assert choose_device(TWO, "") == "Room speakers"
    assert choose_device(TWO, "Headphones") == "Headphones"


def test_a_driver_with_one_nameless_default_is_opened_without_a_name():
    assert choose_device(Devices(("System audio output device",)), "") is None


def test_with_several_outputs_and_no_default_the_person_chooses():
    with pytest.raises(DeviceError, match=r'choose with --output "Headphones", "Room speakers"'):
        choose_device(Devices(TWO.names), "")


def test_an_unknown_name_lists_the_outputs_and_the_nearest():
    with pytest.raises(DeviceError) as caught:
        choose_device(TWO, "Headphone")
    assert str(caught.value) == (
        'no sound output "Headphone"; did you mean "Headphones"? '
        'There are: "Headphones", "Room speakers"; or run silently with --output null'
    )


def test_no_output_at_all_offers_the_silent_run():
    with pytest.raises(DeviceError, match=r"no sound output was found.*--output null"):
        choose_device(Devices(()), "")


def test_a_driver_that_is_not_there_has_no_outputs(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")
    assert find_devices().names == ()


def test_a_sound_system_without_an_answer_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DeviceError, match="gives no answer"):
        find_devices()


@needs_sound_server
def test_the_sound_server_is_asked_for_its_outputs_and_its_default(room, monkeypatch):
    for name, value in room.environment.items():
        monkeypatch.setenv(name, value)
    room.add_sink("other")
    room.control("set-default-sink", "other")
    assert find_devices() == Devices(("room", "other"), "other")


@needs_sound_server
def test_a_sound_server_without_any_output_has_none(room, monkeypatch):
    for name, value in room.environment.items():
        monkeypatch.setenv(name, value)
    room.control("unload-module", "module-null-sink")
    assert find_devices().names == ()
