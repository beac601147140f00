"""Dialogs ask for an answer, a text, a key or a choice; every screen may open them."""
