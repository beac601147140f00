"""Begins sessions, the one way for the command line and the screen alike.

A playlist is found and loaded, its sounds are prepared and checked, a setup says how it is to
be played, and the player is started with the session that is made of it; or it goes on with one
that broke off. Nothing here reads the settings: whoever begins a session hands them in.
"""
