"""The preflight screen: everything that is looked at before a session."""
