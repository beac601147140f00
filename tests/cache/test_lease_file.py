"""What a lease says is read back exactly, or not at all."""

import pytest

from kapsound.cache.lease_file import keys_of_lease, lease_folder, lease_path, lease_to_json
from kapsound.errors import MediaError


def test_a_lease_names_its_keys(tmp_path):
    assert keys_of_lease(lease_to_json(["b", "a", "b"])) == {"a", "b"}
    assert keys_of_lease(lease_to_json(())) == frozenset()
    assert lease_path(tmp_path, "session-1").parent == lease_folder(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"version": 2, "keys": []}'])
def test_what_is_no_lease_is_refused(text):
    with pytest.raises(MediaError, match="cannot be read"):
        keys_of_lease(text)
