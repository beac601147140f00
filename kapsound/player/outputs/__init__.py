"""Where the blocks of a running session go: its output, the loss of it, and its changing."""
