"""Puts the ready playlists, which stand beside the package, into it when it is built."""

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

PLAYLISTS = Path("playlists")
TARGET = Path("kapsound", "playlists")


class BuildWithPlaylists(build_py):
    """Builds the package with its playlists and their voice cues."""

    def run(self) -> None:
        """Build the package, and copy the playlists into it; an editable one finds its own."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / TARGET
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(PLAYLISTS, target)

    def get_source_files(self) -> list[str]:
        """Name all that a build needs, for the source distribution."""
        playlists = (path.as_posix() for path in PLAYLISTS.rglob("*") if path.is_file())
        return [*super().get_source_files(), "scripts/_build.py", *sorted(playlists)]
