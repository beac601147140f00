"""The preflight screen shows everything that is looked at before a session."""
