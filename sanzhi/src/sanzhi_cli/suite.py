"""What belongs to the suite, and what each part is told: the one place where all parts are named.

docker-compose.yml names the same variables for containers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sanzhi_cli.home import Home
from sanzhi_cli.keys import Keys
from sanzhi_cli.program import Program

#: The repository: what has no place inside a package, such as the built pages.
ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Member:
    """A service with its own database; `extensions` are those that only a superuser may create."""

    name: str
    extensions: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """The package, and the name of database and role."""
        return self.name.replace("-", "_")

    @property
    def is_there(self) -> bool:
        """Whether the service has been written and installed."""
        try:
            return find_spec(f"{self.package}.main") is not None
        except ModuleNotFoundError:
            return False


GATEWAY = Member("gateway")
#: In the order in which they are filled: each may rely on those before it.
SERVICES = (
    Member("svc-catalog"),
    Member("svc-workforce"),
    Member("svc-map", extensions=("earthdistance",)),
    Member("svc-kiosk"),
    Member("svc-filing"),
    Member("svc-helpdesk", extensions=("vector",)),
    Member("svc-hallmetrics"),
)
MEMBERS = (GATEWAY, *SERVICES)
SIMULATORS = ("provincial", "staff", "sources", "library")
#: The durable log between services, when there is no Kafka.
BUS = "bus"


def members() -> list[Member]:
    """Return the gateway and the services that are there."""
    return [member for member in MEMBERS if member.is_there]


def names() -> list[str]:
    """Return all that listens, the public door first."""
    return ["door", "door-metrics", "postgres", "kafka", *(member.name for member in MEMBERS), *SIMULATORS]


def simulators() -> list[str]:
    """Return the simulators that are there."""
    return [name for name in SIMULATORS if find_spec(f"simulators.{name}.__main__") is not None]


@dataclass(frozen=True)
class Suite:
    """One run: where its parts listen, and the secrets they share."""

    home: Home
    #: The port of each part by name; `door` is the public one.
    ports: Mapping[str, int]
    #: Kafka's address, or nothing: then the durable log stands in for it.
    kafka: str = ""

    @property
    def keys(self) -> Keys:
        """The secrets of this data folder."""
        return Keys(self.home.keys)

    @property
    def bus_url(self) -> str:
        """Where services announce and hear."""
        return f"kafka://{self.kafka}" if self.kafka else self.database_url(BUS)

    def database_url(self, name: str) -> str:
        """Return the address of a database, with the password of its owner."""
        return (
            f"postgresql+asyncpg://{name}:{self.keys.password(name)}@{HOST}:{self.ports['postgres']}/{name}"
        )

    def url(self, name: str) -> str:
        """Return where a part listens."""
        return f"http://{HOST}:{self.ports[name]}"

    @property
    def upstreams(self) -> str:
        """The address of every service, as JSON."""
        return json.dumps({member.name: self.url(member.name) for member in MEMBERS})

    def door(self) -> Program:
        """Return the public door in front of all services."""
        environment = {
            "HOST": HOST,
            "PORT": str(self.ports["door"]),
            "METRICS_PORT": str(self.ports["door-metrics"]),
            "DATABASE_URL": self.database_url(GATEWAY.package),
            "VAULT_KEYS": self.keys.vault(GATEWAY.name),
            "SIGNING_KEY_FILE": str(self.keys.token_keys()),
            "UPSTREAMS": self.upstreams,
            "WEB_DIST": str(ROOT / "web" / "dist"),
            "ACCESS_LOG_FILE": str(self.home.logs / "access.log"),
        }
        return Program("door", "gateway.proxy", (), environment, f"{self.url('door')}/readyz")

    def own_kafka(self) -> Program:
        """Return a Kafka of this suite alone."""
        port = str(self.ports["kafka"])
        arguments = ("--data", str(self.home.kafka), "--port", port)
        return Program("kafka", "sanzhi_cli.kafka", arguments, {}, f"tcp://{HOST}:{port}")

    def programs(self) -> list[Program]:
        """Return all programs that are there and run as long as the suite does."""
        there = members()
        return [
            *(self.simulator(name) for name in simulators()),
            *([self.door()] if GATEWAY in there else []),
            *(self.service(member) for member in there),
        ]

    def service(self, member: Member, command: str = "both") -> Program:
        """Return a service, doing one of the runtime's commands."""
        return Program(
            member.name,
            "servicekit",
            (member.package, command),
            self.environment(member),
            f"{self.url(member.name)}/readyz",
        )

    def simulator(self, name: str) -> Program:
        """Return a provider outside."""
        settings = self.keys.settings_file(name, {"applications": [self._application(name)]})
        arguments = ("--host", HOST, "--port", str(self.ports[name]), "--config", str(settings))
        return Program(name, f"simulators.{name}", arguments, {}, f"{self.url(name)}/livez")

    def environment(self, member: Member) -> dict[str, str]:
        """Return what a service is told."""
        own = {
            "MODE": "development",
            "HOST": HOST,
            "PORT": str(self.ports[member.name]),
            "DATABASE_URL": self.database_url(member.package),
            "BUS_URL": self.bus_url,
            "GATEWAY_URL": self.url(GATEWAY.name),
            "TOKEN_KEYS_URL": f"{self.url('door')}/.well-known/jwks.json",
            "VAULT_KEYS": self.keys.vault(member.name),
            "SERVICE_KEY_FILE": str(self.keys.signing_key(member.name)),
            "CLOCK_OFFSET_FILE": str(self.home.clock_offset),
        }
        return own | self._told(member.name)

    def _told(self, name: str) -> dict[str, str]:
        """Return what only this service is told."""
        if name == GATEWAY.name:
            return {
                "UPSTREAMS": self.upstreams,
                "SIGNING_KEYS_FILE": str(self.keys.token_keys()),
                "SERVICE_KEYS_FILE": str(self.keys.public_keys(service.name for service in SERVICES)),
                "PUBLIC_URL": self.url("door"),
                **self._provincial_application(),
                **self._staff_application(),
            }
        papers = {
            "PUBLIC_URL": self.url("door"),
            "FONT_DIR": str(ROOT / "deploy" / "fonts" / "node_modules"),
        }
        if name == "svc-catalog":
            library = self.keys.provider("library")
            return papers | {
                "MEDIA_DIR": str(self.home.media),
                "LIBRARY_URL": self.url("library"),
                "LIBRARY_APP_KEY": library["app_key"],
                "LIBRARY_APP_SECRET": library["app_secret"],
                "NEIGHBOURS": self.upstreams,
                "DOOR_URL": self.url("door"),
            }
        if name == "svc-filing":
            sources = self.keys.provider("sources")
            return papers | {
                "SOURCES_URL": self.url("sources"),
                "SOURCES_APP_KEY": sources["app_key"],
                "SOURCES_APP_SECRET": sources["app_secret"],
            }
        if name == "svc-kiosk":
            # So that a terminal which is killed is missed while one looks on: after 15 s, not 3 minutes.
            return {"PUBLIC_URL": self.url("door"), "BEAT_EVERY": "5"}
        if name == "svc-workforce":
            return self._staff_application()
        return {}

    def _provincial_application(self) -> dict[str, str]:
        """Return how the provincial app knows us, as variables."""
        known = self.keys.provider("provincial")
        return {
            "PROVINCIAL_URL": self.url("provincial"),
            "PROVINCIAL_IRS_URL": f"{self.url('provincial')}/restapi/prod",
            "PROVINCIAL_SERVICECODE": known["servicecode"],
            "PROVINCIAL_SERVICEPWD": known["servicepwd"],
            "PROVINCIAL_ACCESS_KEY": known["access_key"],
            "PROVINCIAL_SECRET_KEY": known["secret_key"],
            "PROVINCIAL_APP_ID": known["app_id"],
            "PROVINCIAL_PROJECT_ID": known["project_id"],
            "PROVINCIAL_PROJECT_SECRET": known["project_secret"],
        }

    def _staff_application(self) -> dict[str, str]:
        """Return how the staff platform knows us, as variables."""
        known = self.keys.provider("staff")
        return {
            "STAFF_URL": self.url("staff"),
            "STAFF_CLIENT_ID": known["client_id"],
            "STAFF_APP_KEY": known["app_key"],
            "STAFF_APP_SECRET": known["app_secret"],
        }

    def _application(self, provider: str) -> dict[str, Any]:
        """Return how a provider knows us, in its own words."""
        known: dict[str, Any] = dict(self.keys.provider(provider))
        if provider == "provincial":
            known["callback"] = f"{self.url('door')}/api/gateway/v1/sso/provincial/callback"
        if provider == "staff":
            known["redirect_uris"] = [f"{self.url('door')}/api/gateway/v1/sso/staff/callback"]
        return known
