"""Fills an empty suite with the synthetic city: every service brings its own part."""

from importlib.util import find_spec

from sanzhi_cli.progress import say, step
from sanzhi_cli.suite import Member, Suite, members
from sanzhi_cli.supervisor import Supervisor, last_lines


def fill(suite: Suite, supervisor: Supervisor, *, again: bool = False) -> bool:
    """Let the services fill themselves, in their order; tell whether all could.

    Those that have been filled before are left alone, unless it is to be done `again`;
    the first that cannot ends it, for others rely on it.
    """
    done = [] if again else suite.home.seeded()
    return all(fill_one(suite, supervisor, member) for member in members() if member.name not in done)


def fill_one(suite: Suite, supervisor: Supervisor, member: Member) -> bool:
    """Let one service bring what it has; tell whether it could."""
    if find_spec(f"{member.package}.seed") is None:
        return True
    with step(f"city: {member.name}"):
        code = supervisor.run(suite.service(member, "seed"))
    if code != 0:
        said = last_lines(supervisor.log(member.name))
        say(f"{member.name} could not be filled; `sanzhi seed` tries again. It said:\n{said}")
        return False
    suite.home.remember_seeded(member.name)
    return True
