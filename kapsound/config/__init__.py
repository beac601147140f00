"""Keeps the settings of this machine in a TOML file that people and the screen both write.

A setting that is not understood never keeps a session from starting: it is named, and what it
would have set is as if it were not written. The screen changes only what it is told to, so
comments, and keys of a newer kapsound, stay as they are.
"""
