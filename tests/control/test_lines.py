"""Lines come out whole, whatever the pieces in which they arrive."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.control.lines import LineReader
from kapsound.control.protocol import ProtocolError


class FakeSocket:
    """Receives the given pieces; an exception among them is raised."""

    def __init__(self, pieces):
        self.pieces = list(pieces)

    def recv(self, _size):
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, Exception):
            raise piece
        return piece


def read_all(reader):
    found = []
    while True:
        try:
            line = reader.read()
        except ProtocolError:
            line = "too long"
        if line is None:
            return found
        found.append(line)


@given(st.lists(st.binary(max_size=30).filter(lambda b: b"\n" not in b)), st.data())
def test_lines_survive_any_cutting(lines, data):
    stream = b"".join(line + b"\n" for line in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    reader = LineReader(FakeSocket([piece for piece in pieces if piece]), 20)
    assert read_all(reader) == [line if len(line) <= 20 else "too long" for line in lines]


def test_half_a_line_at_the_end_is_no_line():
    assert read_all(LineReader(FakeSocket([b"whole\nhal"]), 100)) == [b"whole"]


def test_an_endless_line_is_not_kept():
    reader = LineReader(FakeSocket([b"x" * 1_000] * 500 + [b"\nnext\n"]), 1_000)
    with pytest.raises(ProtocolError, match="at most 1000 bytes"):
        reader.read()
    assert reader.read() == b"next"


def test_a_pause_within_a_line_loses_nothing():
    reader = LineReader(FakeSocket([b"on", TimeoutError(), b"e\n"]), 100)
    with pytest.raises(TimeoutError):
        reader.read()
    assert reader.read() == b"one"


def test_it_reads_a_real_socket():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"a\nb\n")
        theirs.shutdown(socket.SHUT_WR)
        assert read_all(LineReader(ours, 10)) == [b"a", b"b"]
