"""Alembic's entry point of svc-filing."""

import svc_filing
from servicekit.migrations import run
from svc_filing.db import Base

run(svc_filing, Base.metadata)
