"""Runs the player process: the loop, the socket's server and the single-instance lock."""
