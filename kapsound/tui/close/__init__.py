"""The close screen: what ran, after the end."""
