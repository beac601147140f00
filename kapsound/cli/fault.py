"""Turns a fault of our own into a sentence, and its details into a private file."""

import traceback

from kapsound.cli.talk import say
from kapsound.errors import KapsoundError
from kapsound.files import private_folder, private_opener
from kapsound.paths import spare_records_dir


def tell_fault(error: BaseException) -> None:
    """Keep the details of a fault in a private file, and say where."""
    text = "".join(traceback.format_exception(error))
    say("kapsound: something unexpected went wrong in kapsound itself.")
    try:
        path = private_folder(spare_records_dir().parent) / "fault.txt"
        with open(path, "w", encoding="utf-8", opener=private_opener) as file:
            file.write(text)
    except (OSError, KapsoundError):
        say("kapsound: its details could not be kept.")
    else:
        say(f"kapsound: its details are in {path}; please report them.")
