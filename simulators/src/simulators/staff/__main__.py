"""`python -m simulators.staff`."""

from simulators.program import main
from simulators.staff import Settings, create_app

main("staff", Settings, create_app)
