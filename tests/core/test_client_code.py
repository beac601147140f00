"""A client code that may tell who somebody is is questioned; one that tells nobody is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.client_code import LONGEST, fault, question


@pytest.mark.parametrize(
    "code",
    ["John Smith 1975", "Anna", "anna", "ANNA SMITH", "Müller", "O'Neil", "Anna75", "anna-lena",
     "J. Smith", "Dr Who-Ever", "山田", "Client Anna", "Smith, J"],
)  # fmt: skip
def test_what_looks_like_a_name_is_questioned(code):
    assert question(code) == (
        "The client code looks like a name, and the record keeps it. Use it all the same?"
    )


@pytest.mark.parametrize(
    "code",
    ["12.03.1975", "1975-03-12", "12/3/75", "3-12-1975", "JS 1975-3-2", "19750312", "12031975",
     "A17 12.03.75"],
)  # fmt: skip
def test_a_date_of_birth_is_questioned(code):
    assert "looks like a date of birth" in question(code)


def test_an_address_is_questioned():
    assert "looks like an e-mail address" in question("c7@example.org")


@pytest.mark.parametrize(
    "code",
    ["", "A17", "c7", "KAP-0042", "2024-017", "K/12", "c-77", "104532", "client 7", "Patient-12",
     "study3 subject4", "AB", "7f3a9", "heron12", "99999999", "2025-S-3", "№ 4"],
)  # fmt: skip
def test_a_code_that_tells_nobody_is_taken_without_a_question(code):
    assert question(code) == ""


def test_what_is_no_code_is_told():
    assert fault("A17") == fault("") == ""
    assert fault("x" * LONGEST) == ""
    assert fault("x" * (LONGEST + 1)) == "40 characters at most"
    for hostile in ("a\nb", "\x1b[31m", "\u202ea", "\x00", "\x9b"):
        assert fault(hostile) == "letters, digits and signs only"


@given(st.text())
def test_any_text_is_judged(code):
    assert isinstance(question(code), str)
    assert isinstance(fault(code), str)
