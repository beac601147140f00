"""Holds the child programs, which `kapsound.processes.run_job` starts by their names.

Nobody imports them: each is a process of its own, and what it loads stays there.
"""
