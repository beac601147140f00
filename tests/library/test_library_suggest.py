"""A file that is not there is looked for in the library: by its content, or by its name."""

import pytest

from kapsound.library.files import mark, refuse
from kapsound.library.suggest import suggestion
from kapsound.library.walk import Seen


@pytest.fixture(autouse=True)
def three(connection, put):
    for path in ("/m/calm/dawn.ogg", "/m/100% Lake_1.flac", "/m/gone.ogg"):
        put(path)
    mark(connection, ["/m/gone.ogg"], missing=True)
    refuse(connection, Seen("/m/bad.ogg", 1, 1), "/m/bad.ogg: is no sound file")


@pytest.mark.parametrize(
    ("path", "digest", "said"),
    [
        ("/old/x.wav", "/m/calm/dawn.ogg", 'The library has that sound as "/m/calm/dawn.ogg".'),
        ("/old/DAWN.ogg", None, 'The library has one of that name: "/m/calm/dawn.ogg".'),
        ("/old/dawn.ogg", "new", 'The library has one of that name: "/m/calm/dawn.ogg".'),
        ("/old/dawn.flac", None, 'The library has one of a name near it: "/m/calm/dawn.ogg".'),
        (
            "/100% Lake_2.flac",
            None,
            'The library has one of a name near it: "/m/100% Lake_1.flac".',
        ),
        (
            "/100% Lake%1.flac",
            None,
            'The library has one of a name near it: "/m/100% Lake_1.flac".',
        ),
        ("/old/gone.ogg", "/m/gone.ogg", ""),
        ("/old/bad.ogg", None, ""),
        ("/old/quite else", None, ""),
        ("/", None, ""),
    ],
)
def test_what_is_like_a_missing_file_is_named(connection, path, digest, said):
    assert suggestion(connection, path, digest) == said


def test_a_hostile_name_is_named_as_it_can_be_shown(connection, put):
    put("/m/\x1b[2Jsea.ogg")
    assert suggestion(connection, "/\x1b[2Jsea.ogg", None).endswith('"/m/␛[2Jsea.ogg".')
