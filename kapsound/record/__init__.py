"""The session record: the journal, its verification and its listing."""
