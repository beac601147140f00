"""What other programs may use of the client is there, and is explained."""

import kapsound.control
from kapsound.core.commands import Role


def test_every_public_name_is_there_and_explained():
    for name in kapsound.control.__all__:
        found = getattr(kapsound.control, name)
        assert not isinstance(found, type) or found.__doc__, name
    assert kapsound.control.open_client.__doc__


def test_the_example_of_the_module_uses_public_names_only():
    example = kapsound.control.__doc__
    assert "from kapsound.control import Role, open_client" in example
    assert {"Role", "open_client"} <= set(kapsound.control.__all__)
    assert {role.value for role in Role} >= {"screen", "script", "remote"}
