"""The home screen: the playlists at hand, and what runs."""
