"""The session screen shows the session as it runs."""
