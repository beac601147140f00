"""Where the rendered sound goes: a device, a file, a pipe, memory or nowhere."""
