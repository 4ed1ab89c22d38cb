"""Alembic's entry point of svc-helpdesk."""

import svc_helpdesk
from servicekit.migrations import run
from svc_helpdesk.db import Base

run(svc_helpdesk, Base.metadata)
