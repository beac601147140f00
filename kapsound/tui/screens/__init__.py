"""The screens: what a therapist sees before, during and after a session."""
