"""`python -m simulators.library`."""

from simulators.library import Settings, create_app
from simulators.program import main

main("library", Settings, create_app)
