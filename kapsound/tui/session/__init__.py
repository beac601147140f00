"""The session screen: the session as it runs."""
