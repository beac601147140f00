"""Keeps a clinic's music: which files there are, what they hold, and what the clinic says of them.

It is an SQLite file in the data folder, read and written by SQLAlchemy, and loaded only by the
commands and screens that ask for it. Music files themselves are never written to.
"""
