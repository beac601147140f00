"""Holds what the benches and the breakages share: a room, a terminal, the machine."""
