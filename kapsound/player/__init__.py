"""Runs the player process: the loop, the socket's server, the output and the supervisor."""
