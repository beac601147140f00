"""Long work in processes of its own; launching one imports nothing heavy."""
