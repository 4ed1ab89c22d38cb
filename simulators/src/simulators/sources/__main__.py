"""`python -m simulators.sources`."""

from simulators.program import main
from simulators.sources import Settings, create_app

main("sources", Settings, create_app)
