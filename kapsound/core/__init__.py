"""Holds the pure heart: playlist, plan, session, events; no files, threads or clocks."""
