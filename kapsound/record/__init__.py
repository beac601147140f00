"""The session record: a journal that is appended, fsynced and hash-chained, and its readers."""
