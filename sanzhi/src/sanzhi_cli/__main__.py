"""The command line: `sanzhi up`, `seed`, `doctor`, `clock` and what services bring along."""

import argparse
import asyncio
import os
import runpy
import sys
from pathlib import Path

from sanzhi_cli import clock, kiosk
from sanzhi_cli.doctor import examine
from sanzhi_cli.home import AlreadyRunning, Home, NotRunning
from sanzhi_cli.kafka import KafkaFailed
from sanzhi_cli.postgres import PostgresFailed
from sanzhi_cli.progress import say
from sanzhi_cli.seed import fill
from sanzhi_cli.suite import MEMBERS, ROOT, Member, Suite
from sanzhi_cli.supervisor import Supervisor
from sanzhi_cli.up import OWN, CannotStart, up

#: What ends a command with a sentence instead of a stack trace.
FAILURES = (CannotStart, AlreadyRunning, NotRunning, PostgresFailed, KafkaFailed, ConnectionError)


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except FAILURES as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    parser = argparse.ArgumentParser(prog="sanzhi", description="Looks after the whole suite on one machine.")
    data = os.environ.get("SANZHI_DATA", ROOT / ".sanzhi")
    parser.add_argument(
        "--data", type=Path, default=data, help="where everything is kept (SANZHI_DATA; %(default)s)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("up", help="start everything; Ctrl-C stops it, the data stays")
    add_port(command)
    command.add_argument(
        "--kafka", nargs="?", const=OWN, default=os.environ.get("SANZHI_KAFKA", ""), metavar="HOST:PORT",
        help="events through this Kafka, or without an address through one of our own (SANZHI_KAFKA)",
    )  # fmt: skip
    command.set_defaults(run=run_up)

    command = commands.add_parser("seed", help="fill the running suite with the synthetic city once more")
    command.set_defaults(run=run_seed)

    command = commands.add_parser("doctor", help="say what is wrong and how to mend it")
    add_port(command)
    command.set_defaults(run=run_doctor)

    # Else `-2h` would be taken for an option.
    command = commands.add_parser(
        "clock", help="show or move the suite's time: +3d, -2h30m, reset", prefix_chars="/"
    )
    command.add_argument("change", nargs="?", default="")
    command.set_defaults(run=run_clock)

    command = commands.add_parser("events", help="what the services tell each other")
    command.add_argument("command", choices=["tail"])
    command.add_argument("topics", nargs="*", metavar="TOPIC", help="such as catalog.item; default: all")
    command.add_argument("--from-start", action="store_true", help="also what was told before")
    command.add_argument("--no-follow", action="store_true", help="end when there is nothing more")
    command.set_defaults(run=run_events)

    kiosk.describe(commands.add_parser("kiosk", help="be a self-service terminal: `sanzhi kiosk run ID`"))

    command = commands.add_parser("run", help="let a service of the running suite do one of its commands")
    command.add_argument("service", choices=[member.name for member in MEMBERS])
    command.add_argument("command", help="announce, replay, describe, migrate …")
    command.add_argument("argument", nargs="*")
    command.set_defaults(run=run_service)
    return parser


def add_port(command: argparse.ArgumentParser) -> None:
    """Let a command take the public port."""
    default = int(os.environ.get("SANZHI_PORT", "8000"))
    command.add_argument(
        "--port", type=int, default=default, help="the public door (SANZHI_PORT; %(default)s)"
    )


def run_up(chosen: argparse.Namespace) -> int:
    """Start everything."""
    up(Home(chosen.data), chosen.port, chosen.kafka)
    return 0


def running_suite(chosen: argparse.Namespace) -> Suite:
    """Return the suite that runs with the chosen data folder."""
    home = Home(chosen.data)
    run = home.run()
    return Suite(home, run["ports"], run["kafka"])


def run_seed(chosen: argparse.Namespace) -> int:
    """Fill the running suite."""
    suite = running_suite(chosen)
    return 0 if fill(suite, Supervisor(suite.home.logs, say), again=True) else 1


def run_doctor(chosen: argparse.Namespace) -> int:
    """Print the findings; fail if the suite cannot work."""
    sound = True
    for finding in examine(Home(chosen.data), chosen.port):
        say(str(finding))
        sound &= not (finding.mend and finding.serious)
    return 0 if sound else 1


def run_clock(chosen: argparse.Namespace) -> int:
    """Show or move the suite's clock."""
    file = Home(chosen.data).clock_offset
    offset = clock.read_offset(file)
    if chosen.change:
        try:
            offset = clock.moved(offset, chosen.change)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
        clock.write_offset(file, offset)
    say(clock.spoken(offset))
    return 0


def run_events(chosen: argparse.Namespace) -> int:
    """Print the events of the running suite."""
    from sanzhi_cli import events  # the bus costs a second, which other commands need not wait

    unknown = sorted({*chosen.topics} - {*events.known_topics()})
    if unknown:
        print(f"There is no topic {', '.join(unknown)}; see proto/topics.yaml.", file=sys.stderr)
        return 2
    topics = chosen.topics or events.known_topics()
    url = running_suite(chosen).bus_url
    asyncio.run(events.tail(url, topics, from_start=chosen.from_start, follow=not chosen.no_follow))
    return 0


def run_service(chosen: argparse.Namespace) -> int:
    """Become `python -m servicekit`, told what the running service is told."""
    os.environ.update(running_suite(chosen).environment(Member(chosen.service)))
    sys.argv = ["servicekit", Member(chosen.service).package, chosen.command, *chosen.argument]
    runpy.run_module("servicekit", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
