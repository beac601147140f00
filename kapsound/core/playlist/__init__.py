"""The playlist: the whole written session, as a clinic writes it in TOML."""
