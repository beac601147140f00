"""After a session its record tells what ran against what was planned."""

from dataclasses import replace
from pathlib import Path

from around_rigs import HEADER, WHOLE

from kapsound.record.verify import Finding, Verdict
from kapsound.tui.close import summary as closing


def test_phases_are_told_as_they_ran_against_the_plan():
    phases = closing.read(WHOLE).phases
    assert [(p.name, p.begin, p.end, p.planned, p.waited) for p in phases] == [
        ("preparation", 0.0, 30.0, 65.0, True),
        ("onset", 30.0, 110.0, 80.0, False),
        ("peak", 110.0, 150.0, 120.0, False),
        ("onset", 150.0, 170.0, None, False),
    ]
    assert closing.read(WHOLE).missed == (("return", 95.0),)


def test_what_was_heard_noted_and_went_wrong_is_listed():
    told = closing.read(WHOLE)
    assert [m.text for m in told.tracks] == ["Arriving"]
    assert [m.text for m in told.cues] == ["Welcome"]
    assert [m.text for m in told.doses] == ["dose", "booster, dose 2"]
    assert [m.text for m in told.notes] == ["note: calm [/] ␇", "mark"]
    assert [m.text for m in told.faults] == ["the output has gone; tried again"]
    assert told.unheard == 1.5
    assert (told.title, told.how, told.length) == ("Six␛ minutes", "ended from the screen", 170.0)


def text(rows):
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def test_the_body_says_it_in_columns():
    shown = text(closing.body(closing.read(WHOLE), 80))
    assert "preparation              1:05     0:30       0:00   to the dose" in shown
    assert "onset                    1:20     1:20       0:30\n" in shown
    assert "peak                     2:00     0:40       1:50   1m20s shorter" in shown
    assert "again" in shown
    assert "return                   1:35        -          -   did not come" in shown
    assert "1.5s were not heard" in shown


def test_a_session_that_is_closing_says_so():
    told = closing.read(WHOLE[:-1])
    assert told.how == ""
    assert "T+ 2:50, closing" in text(closing.head(told, 80))


def test_a_record_whose_playlist_cannot_be_read_still_tells_what_ran():
    entries = [replace(WHOLE[0], data={**HEADER, "text": "not a playlist"}), *WHOLE[1:]]
    told = closing.read(entries)
    assert [phase.planned for phase in told.phases] == [None] * 4


def test_the_verdict_says_whole_open_or_damaged_and_where():
    place = Path("/r/x")

    def said(*findings, whole=True, closed=True):
        return text(closing.verified(Verdict(whole, closed, 12, findings), place, 80))

    assert "closed and verified: whole, 12 lines" in said()
    assert "still open" in said(closed=False)
    damaged = said(Finding("journal.jsonl", 3, 99, "does not fit"), whole=False)
    assert "damaged" in damaged
    assert "journal.jsonl, line 3" in damaged
    assert "/r/x" in damaged
