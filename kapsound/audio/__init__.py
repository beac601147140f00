"""Sound in, sound out: prepared sources, envelopes, the mixer, limiter, meters and sinks."""
