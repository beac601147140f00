"""What the jobs' tests share: a tiny session whose sounds are prepared."""

from tiny import make_spec, spec, tiny_spec  # noqa: F401 - fixtures of this folder
