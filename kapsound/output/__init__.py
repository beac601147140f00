"""Feeds one sound device, in a process of its own that loads pygame and little else."""
