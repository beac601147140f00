"""`python -m kapsound.cli` is `kapsound`."""

from kapsound.cli import main

main()
