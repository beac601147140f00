"""The home screen shows the playlists at hand, and what runs."""
