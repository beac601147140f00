"""One way to begin a session, for the command line and the screen alike."""
