"""After a session its record tells what ran against what was planned."""

from app_rigs import LINES, STILL_OPEN, WHOLE, history, record_read

from kapsound.core.events import DoseAmended, DoseMarked, PhaseBegan
from kapsound.core.history import History
from kapsound.record import Finding
from kapsound.tui.close import summary


def text(rows):
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def body(told=WHOLE):
    return text(summary.body(record_read(told), 80))


def test_phases_are_told_as_they_ran_against_the_plan():
    shown = body()
    assert "preparation              1:05     0:30       0:00   to the dose" in shown
    assert "onset                    1:20     1:20       0:30\n" in shown
    assert "peak                     2:00     0:40       1:50   1m20s shorter" in shown
    assert "onset                       -     0:20       2:30   again" in shown
    assert "return                   1:35        -          -   did not come" in shown
    assert "1.5s were not heard" in shown


def test_what_was_heard_noted_and_went_wrong_is_listed():
    sections = {
        title.strip(): [line.split("  ")[-1].strip() for line in lines.splitlines() if line]
        for title, _, lines in (part.partition("\n") for part in body().split("\n\n")[1:])
    }
    assert sections == {
        "Faults": ["the output has gone; tried again"],
        "Doses": ["the first dose", "booster, dose 2"],
        "Notes": ["note: calm [/] ␇", "mark"],
        "Music": ["Arriving"],
        "Voice": ["Welcome"],
    }


def test_a_phase_that_waited_ended_to_the_dose_only_where_one_ended_it():
    begin = (0.0, PhaseBegan("preparation", "session"))
    assert "waits for the dose" in body(history(begin))
    assert "left before the dose" in body(history(begin, (1.0, PhaseBegan("return", "return"))))


def test_a_dose_is_listed_as_it_was_corrected_last():
    shown = body(history((60.0, DoseMarked(1)), (70.0, DoseAmended(1, 40.0, "50 mg IM"))))
    assert "T+    0:30  the first dose, 50 mg IM" in shown


def test_the_head_says_what_it_was_and_how_it_ended():
    shown = text(summary.head(WHOLE, 80))
    assert "Six␛ minutes  client A-1" in shown
    assert "over at T+ 2:50, ended by a command" in shown


def test_a_session_that_is_closing_says_so():
    assert "T+ 2:50, closing" in text(summary.head(STILL_OPEN, 80))


def test_a_record_that_broke_off_is_told_to_its_last_line():
    assert "peak                     2:00     0:30" in body(history(*LINES[:-3]))


def test_a_record_without_a_first_line_still_has_a_head():
    assert "T+ 0:00, closing" in text(summary.head(History(), 80))


def test_the_verification_says_whole_open_or_damaged_and_where():
    def said(told, *findings):
        found = record_read(told, *findings)
        return text(summary.verified(found.verified, found.folder, 80))

    assert "closed and verified: whole, 16 lines" in said(WHOLE)
    assert "still open" in said(STILL_OPEN)
    damaged = said(WHOLE, Finding("journal.jsonl", 3, 99, "does not fit"))
    assert "damaged" in damaged
    assert "journal.jsonl, line 3" in damaged
    assert "/records/one" in damaged
