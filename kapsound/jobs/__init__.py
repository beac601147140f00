"""Work beside the session, in processes of its own: prepare, render, and the player itself.

Launching one imports nothing heavy.
"""
