"""The command line: one module a group, loaded lazily; here the real objects are wired."""
