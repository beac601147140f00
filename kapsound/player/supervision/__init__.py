"""The supervisor, a light process that keeps a session playing and another player standing by."""
