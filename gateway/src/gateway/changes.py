"""The one sequence by which the door sees what changed among sessions, devices and apps.

The database draws it, by triggers (migration 0001): no statement can forget it. Each
statement first waits for the transaction of the change before it, so that numbers become
visible in their order and a reader of `seq > n` misses none.
"""

from sqlalchemy import Sequence

from gateway.db import Base

changes = Sequence("changes", metadata=Base.metadata)
