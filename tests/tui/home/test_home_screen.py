"""The home screen shows what can be played, and the session that runs before all else."""

from dataclasses import replace
from pathlib import Path

import pytest
from app_rigs import CARDS, show
from screen_rigs import NOON, click, look, text_of, until

from kapsound.sessions.resume import OpenSession
from kapsound.tui.home import playlists
from kapsound.tui.home.broken_off import BrokenOff
from kapsound.tui.home.listed import card_rows, ribbon
from kapsound.tui.home.screen import HomeScreen
from kapsound.tui.rows import wide
from kapsound.tui.settings.screen import SettingsScreen

NOTHING_BROKE_OFF = BrokenOff(find=tuple)
SEA = OpenSession(
    id="20260304T180000Z-abcdef",
    title="By night",
    client="A-1",
    stopped=NOON,
    ago=185.0,
    t=1_450.0,
    t_now=1_635.0,
    d_now=1_205.0,
    phase="onset",
    phase_now="peak",
    over=False,
)


class Broken:
    """A session that broke off, and what was done with it."""

    def __init__(self, session, reason=""):
        self.session, self.reason, self.done = session, reason, []

    def settle(self, answer, record, _settings):
        self.done.append((answer, record))
        return self.reason

    @property
    def past(self):
        return BrokenOff(
            lambda: () if self.done and not self.reason else (self.session,), self.settle
        )


def home(cards=CARDS, status=None, fault="", past=NOTHING_BROKE_OFF):
    return HomeScreen(
        lambda: NOON,
        read=lambda _folders: cards,
        look=lambda: status,
        fault=lambda: fault,
        past=past,
    )


def test_playlists_are_shown_with_length_and_phases():
    async def scene(app, pilot):
        await until(pilot, lambda: "By the sea" in text_of(app))
        shown = text_of(app)
        assert "1 h 00 min" in shown
        assert "peak 50:00" in shown
        assert "cannot be played" in shown
        assert "line 3: title: is missing" in shown
        assert "Calm." in shown
        assert "/p/sea.toml" in shown

    show(scene, home())


def test_enter_looks_the_chosen_playlist_over():
    async def scene(app, pilot):
        await until(pilot, lambda: "By the sea" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.went)
        assert app.went == ["preflight /p/sea.toml"]

    show(scene, home())


def test_a_click_does_so_too():
    async def scene(app, pilot):
        await until(pilot, lambda: "By the sea" in text_of(app))
        await click(pilot, "bad")
        await until(pilot, lambda: app.went)
        assert app.went == ["preflight /p/bad.toml"]

    show(scene, home())


@pytest.mark.parametrize("key", ["enter", "a"])
def test_a_running_session_is_one_key_away(key):
    async def scene(app, pilot):
        await until(pilot, lambda: "is running" in text_of(app))
        await pilot.press(key)
        await until(pilot, lambda: app.went)
        assert app.went == ["session"]

    show(scene, home(status=look()))


def test_beside_a_running_session_no_other_is_prepared():
    async def scene(app, pilot):
        await until(pilot, lambda: "is running" in text_of(app) and "By the sea" in text_of(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "only one can" in text_of(app))
        assert app.went == []

    show(scene, home(status=look()))


def test_without_playlists_it_says_where_they_would_be():
    async def scene(app, pilot):
        await until(pilot, lambda: "No playlist is found" in text_of(app))
        await pilot.press("enter", "a")
        assert app.went == []

    show(scene, home(cards=()))


def test_a_fault_of_the_settings_is_said():
    async def scene(app, pilot):
        await until(pilot, lambda: "theme: is wrong" in text_of(app))

    show(scene, home(fault="s.toml: theme: is wrong"))


@pytest.mark.parametrize("key", ["question_mark", "f1"])
def test_the_keys_of_this_screen_and_of_a_session_can_be_read(key):
    async def scene(app, pilot):
        await until(pilot, lambda: "By the sea" in text_of(app))
        await pilot.press(key)
        await until(pilot, lambda: "Go to the running session" in text_of(app))
        await pilot.press("pagedown")
        await until(pilot, lambda: "Mark the first dose" in text_of(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))

    show(scene, home())


def test_settings_open_by_their_key_and_home_is_read_again_after():
    async def scene(app, pilot):
        await until(pilot, lambda: "By the sea" in text_of(app))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "By the sea" in text_of(app)

    show(scene, home())


def test_every_line_of_a_playlist_fits():
    for width in (30, 60, 78, 200):
        for card in CARDS:
            assert all(wide(row) <= width for row in card_rows(card, width))


def test_a_phase_too_short_for_its_time_has_its_name():
    row = ribbon((("preparation", 600.0, True), ("peak", 3000.0, False)), 60)
    assert [span.text.strip() for span in row[1:]] == ["preparation", "peak 50:00"]


def test_playlists_are_described_where_they_stand_as_long_as_there_is_room():
    card = CARDS[0]

    async def scene(app, pilot):
        await until(pilot, lambda: card.title in text_of(app))
        assert (card.description in text_of(app, "#list")) is (app.size.height > 15)
        assert text_of(app).count(card.description) == 1

    for height in (14, 24):
        show(scene, home(), (80, height))


def test_the_foot_says_what_enter_does():
    async def scene(app, pilot):
        await until(pilot, lambda: "⏎ go to it" in text_of(app, "#hints"))
        await pilot.press("down")
        await until(pilot, lambda: "⏎ start" in text_of(app, "#hints"))
        await pilot.press("end")
        await until(pilot, lambda: "⏎ see what is wrong" in text_of(app, "#hints"))

    show(scene, home(status=look()))


def test_many_short_phases_still_share_the_ribbon():
    phases = [(f"phase {n}", 1.0, False) for n in range(12)]
    assert wide(ribbon(phases, 78)) <= 78


def test_cards_are_read_from_folders_once_each(tmp_path, monkeypatch):
    monkeypatch.setattr("kapsound.sessions.playlists.ready_playlists", lambda: tmp_path)
    (tmp_path / "a.toml").write_text("title = 3")
    demo = Path(__file__).parents[3] / "playlists" / "demo.toml"
    (tmp_path / "demo.toml").write_text(demo.read_text("utf-8"))
    found = playlists.cards([str(tmp_path), str(tmp_path / "none")])
    assert [card.title for card in found] == ["Six quiet minutes", "a"]
    assert "mistake" in found[-1].fault
    assert found[0].length == 360.0
    assert found[0].phases[0] == ("preparation", 65.0, True)


def test_without_a_session_none_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path))
    assert playlists.running() is None
    assert playlists.settings_fault() == ""
    (tmp_path / "settings.toml").write_text('theme = "dusk"\nkeys = { fly = "x" }\n')
    assert "(and 1 more)" in playlists.settings_fault()


def test_a_hostile_file_name_is_only_shown(tmp_path, monkeypatch):
    monkeypatch.setattr("kapsound.sessions.playlists.ready_playlists", lambda: tmp_path)
    (tmp_path / "\x1b[31m[@click=app.quit].toml").write_text("title = 3")
    found = playlists.cards([])

    async def scene(app, pilot):
        await until(pilot, lambda: "cannot be played" in text_of(app))
        assert "\x1b" not in text_of(app)
        assert "␛[31m[@click=app.quit]" in text_of(app)

    show(scene, home(cards=found))


def test_a_session_that_broke_off_stands_first_with_what_is_known_of_it():
    async def scene(app, pilot):
        await until(pilot, lambda: "By night broke off" in text_of(app))
        shown = text_of(app)
        assert shown.index("By night") < shown.index("By the sea")
        assert "client A-1" in shown
        assert "stopped 3 minutes ago at T+ 24:10, in onset" in shown
        assert "T+ 27:15, D+ 20:05, in peak" in shown
        assert "⏎ go on or close it" in text_of(app, "#hints")

    show(scene, home(past=Broken(SEA).past), (120, 36))


def test_it_goes_on_when_that_is_answered_and_its_screen_opens():
    broken = Broken(SEA)

    async def scene(app, pilot):
        await until(pilot, lambda: "broke off" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: "go on with it now" in text_of(app))
        await pilot.press("g")
        await until(pilot, lambda: app.went)
        assert broken.done == [("go on", SEA.id)]
        assert app.went == ["session"]

    show(scene, home(past=broken.past))


def test_its_record_is_closed_when_that_is_answered_and_it_is_gone():
    broken = Broken(SEA)

    async def scene(app, pilot):
        await until(pilot, lambda: "broke off" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: "close its record" in text_of(app))
        await pilot.press("c")
        await until(pilot, lambda: broken.done and "broke off" not in text_of(app))
        assert broken.done == [("close", SEA.id)]
        assert app.went == []

    show(scene, home(past=broken.past))


def test_what_keeps_it_from_going_on_is_said():
    broken = Broken(SEA, "the disk is gone")

    async def scene(app, pilot):
        await until(pilot, lambda: "broke off" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: "go on with it now" in text_of(app))
        await pilot.press("g")
        await until(pilot, lambda: "the disk is gone" in text_of(app))
        assert app.went == []

    show(scene, home(past=broken.past))


def test_one_whose_plan_is_over_can_only_be_closed():
    async def scene(app, pilot):
        await until(pilot, lambda: "Its plan is over by now" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: "close its record" in text_of(app))
        assert "go on with it now" not in text_of(app)

    show(scene, home(past=Broken(replace(SEA, over=True)).past))
