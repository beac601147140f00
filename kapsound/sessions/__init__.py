"""Begins sessions, the one way for the command line and the screen alike.

A playlist is found and loaded, its sounds are prepared and checked, an order says how it is to
be played, and the player is started with the frozen order. Nothing here reads the settings:
whoever begins a session hands them in.
"""
