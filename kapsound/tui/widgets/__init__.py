"""Widgets draw a status of the player, or rows of text in Textual's own widgets."""
