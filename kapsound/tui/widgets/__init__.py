"""The parts of the session screen, each drawn from the player's status alone."""
