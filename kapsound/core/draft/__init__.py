"""Drafts a playlist from tracks: which phase each goes to, and the text, to be edited by hand."""

from kapsound.core.draft.assign import Assigned, assign
from kapsound.core.draft.write import Draft, write_draft

__all__ = ["Assigned", "Draft", "assign", "write_draft"]
