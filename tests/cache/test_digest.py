"""All digests of prepared audio are of one kind, and of nothing but the bytes."""

import pytest
from blake3 import blake3

from kapsound.cache.digest import Digest, digest_of, digest_of_file


@pytest.mark.parametrize("size", [0, 5, (1 << 20) + 3])
def test_a_file_has_the_digest_of_its_bytes_and_tells_how_far_it_is(tmp_path, size):
    data, parts = bytes(range(256)) * (size // 256 + 1), []
    path = tmp_path / "a"
    path.write_bytes(data[:size])
    assert digest_of_file(path, parts.append) == digest_of(data[:size])
    assert parts == sorted(parts)
    assert parts[-1:] == [1.0] * bool(size)


def test_a_digest_grows_with_the_bytes_it_is_given():
    digest = Digest()
    for part in (b"one", b"two"):
        digest.update(part)
    assert digest.text() == digest_of(b"onetwo")
    assert digest_of(b"onetwo") == blake3(b"onetwo").hexdigest(16)
