"""The close screen shows what ran, after the end."""
