"""The links of a chained Ogg file are found by its pages."""

from kapsound.media.ogg import Span, links


def page(flags, body=b"x" * 40):
    header = b"OggS\0" + bytes([flags]) + bytes(20) + bytes([1, len(body)])
    return header + body


def written(tmp_path, *pages):
    path = tmp_path / "a.ogg"
    path.write_bytes(b"".join(pages))
    return path


def test_one_stream_is_no_chain(tmp_path):
    assert links(written(tmp_path, page(2), page(0), page(4))) == ()


def test_streams_side_by_side_are_one_link(tmp_path):
    assert links(written(tmp_path, page(2), page(2), page(0), page(0))) == ()


def test_each_new_beginning_is_a_link(tmp_path):
    size = len(page(0))
    path = written(tmp_path, page(2), page(4), page(2), page(0), page(2))
    assert links(path) == ((0, 2 * size), (2 * size, 4 * size), (4 * size, 5 * size))


def test_a_file_that_is_no_ogg_or_is_damaged_has_no_links(tmp_path):
    assert links(written(tmp_path, b"RIFF" + bytes(100))) == ()
    assert links(written(tmp_path, page(2), b"junk")) == ()


def test_a_span_reads_and_moves_within_its_bounds(tmp_path):
    with written(tmp_path, b"0123456789").open("rb") as file:
        span = Span(file, 2, 7)
        assert span.read(2) == b"23"
        assert span.read() == b"456"
        assert span.read(5) == b""
        assert span.seek(-2, 2) == 3
        assert span.read(9) == b"56"
        assert span.tell() == 5
