"""Keeps prepared audio on disk: its one reader, its one writer, leases, eviction and digests.

Nothing here loads numpy or PyAV: who prepares and who plays hand over and are given bytes.
"""
