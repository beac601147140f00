"""Prepared audio on disk: its store, leases, eviction and digests."""
