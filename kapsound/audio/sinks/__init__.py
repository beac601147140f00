"""Sinks take the rendered sound: to a device, a file, a pipe, into memory or nowhere."""
