"""Children that do not outlive the process that started them."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Let Linux send this process `how` when the thread that started it ends.

    Called in the child, after it has changed its user: the change would undo it.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def name_process(name: str) -> None:
    """Let `ps` and `top` show this process by its name (Linux keeps 15 letters)."""
    _libc.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)
