"""`python -m simulators.provincial`."""

from simulators.program import main
from simulators.provincial import Settings, create_app

main("provincial", Settings, create_app)
