"""What the jobs' tests share: a tiny session whose sounds are prepared."""

from tiny import spec, tiny_spec  # noqa: F401 - fixtures of this folder
