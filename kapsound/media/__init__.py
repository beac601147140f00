"""Sound files: probing, decoding workers, synthesis, loudness, and the editing of voice cues."""
