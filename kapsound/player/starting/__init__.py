"""How a session comes to the frame from which it is heard: anew, or from its record."""
