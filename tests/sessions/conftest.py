"""The small playlist for all tests of sessions."""

from small import job, small  # noqa: F401 - fixtures of this folder
