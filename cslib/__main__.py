"""``python -m cslib``."""

from cslib.cli import main

main()
