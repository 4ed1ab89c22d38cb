"""Ports of this machine."""

import socket
from contextlib import suppress
from pathlib import Path

LISTEN = "0A"  # the state in /proc/net/tcp


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Tell whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class Ports:
    """Hands out ports from a number upwards, none of them twice.

    They lie below the range from which Linux serves outgoing connections: a program
    that begins again finds its port still its own.
    """

    def __init__(self, first: int) -> None:
        self._next = first

    def next(self) -> int:
        """Return the next port that nobody listens on."""
        while not is_free(self._next):
            self._next += 1
        self._next += 1
        return self._next - 1


def listener(port: int) -> str:
    """Return who listens on `port`, as far as this user may know."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if state == LISTEN and int(local.rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{rest[5]}]")
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(handle.readlink()) in inodes:
                process = handle.parents[1]
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return "a program of another user"
