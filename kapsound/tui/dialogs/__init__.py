"""Dialogs and forms that every screen may open."""
