"""Turns sound files and synthesis into prepared audio, in worker processes, and measures it."""
