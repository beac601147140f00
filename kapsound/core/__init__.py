"""The pure heart: playlist, plan, session, commands, events. No files, threads or clocks."""
