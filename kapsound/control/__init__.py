"""The control protocol and its client: commands out, status in."""
