"""Writes the next migration of a service against a database that is thrown away.

python -m sanzhi_cli.revise svc_filing "create cases"
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sanzhi_cli.postgres import Postgres


def main(arguments: list[str] | None = None) -> int:
    """Start a scratch PostgreSQL, let the service write its migration, and throw the database away."""
    package, message = arguments or sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="sanzhi-revise-") as folder:
        Path(folder).chmod(0o711)
        server = Postgres(Path(folder) / "postgres", forgetful=True)
        environment = os.environ | {"DATABASE_URL": server.start()}
        try:
            command = [sys.executable, "-m", "servicekit", package, "revise", message]
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
