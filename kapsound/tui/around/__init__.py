"""What the screens around a session are about: playlists at hand, preparation, checks, its end."""
