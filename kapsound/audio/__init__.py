"""Turns prepared audio into what is heard: sources, envelopes, mixer, limiter, meters, sinks."""
