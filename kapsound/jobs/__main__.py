"""Does one job, in a process of its own: the first argument is its name."""

import sys
from importlib import import_module

from kapsound.jobs.work import serve

serve(import_module(f"kapsound.jobs.{sys.argv[1]}").work)
