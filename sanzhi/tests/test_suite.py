import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from sanzhi_cli.home import AlreadyRunning, Home, NotRunning
from sanzhi_cli.suite import GATEWAY, MEMBERS, SERVICES, SIMULATORS, Member, Suite, names


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    home = Home(tmp_path)
    with home.held():
        return Suite(home, {name: number for number, name in enumerate(names(), start=8000)})


def environments(suite: Suite) -> dict[str, dict[str, str]]:
    return {member.name: suite.environment(member) for member in MEMBERS}


def test_secrets_are_kept_from_one_run_to_the_next(suite: Suite) -> None:
    assert environments(suite) == environments(Suite(Home(suite.home.folder), suite.ports))


def test_only_the_owner_can_read_the_secrets(suite: Suite) -> None:
    environments(suite)

    files = list(suite.home.keys.iterdir())
    assert len(files) > 10
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert suite.home.keys.stat().st_mode & 0o777 == 0o700


def test_no_two_services_share_a_secret(suite: Suite) -> None:
    told = environments(suite)

    for variable in ("DATABASE_URL", "VAULT_KEYS", "SERVICE_KEY_FILE", "PORT"):
        values = [environment[variable] for environment in told.values()]
        assert len(set(values)) == len(MEMBERS), variable


def test_the_gateway_knows_the_public_half_of_every_service_and_no_private_half(suite: Suite) -> None:
    keys = json.loads(Path(suite.environment(GATEWAY)["SERVICE_KEYS_FILE"]).read_text())["keys"]

    assert {key["kid"] for key in keys} == {service.name for service in SERVICES}
    for key in keys:
        assert "d" not in key
        private = json.loads(Path(suite.environment(Member(key["kid"]))["SERVICE_KEY_FILE"]).read_text())
        assert ECKey.import_key(private).as_dict(private=False)["x"] == key["x"]


def test_both_sides_of_a_sign_on_know_the_same_secret(suite: Suite) -> None:
    told = suite.environment(GATEWAY)
    settings = Path(suite.simulator("provincial").arguments[-1]).read_text()

    (application,) = json.loads(settings)["applications"]
    assert told["PROVINCIAL_SERVICEPWD"] == application["servicepwd"]
    assert application["callback"].startswith(told["PUBLIC_URL"])


def test_kafka_takes_the_place_of_the_log(suite: Suite) -> None:
    with_kafka = Suite(suite.home, suite.ports, "127.0.0.1:9092")

    assert with_kafka.environment(GATEWAY)["BUS_URL"] == "kafka://127.0.0.1:9092"
    assert suite.environment(GATEWAY)["BUS_URL"].endswith("/bus")


def test_every_simulator_is_there() -> None:
    from sanzhi_cli.suite import simulators

    assert tuple(simulators()) == SIMULATORS


def test_two_runs_never_share_a_data_folder(tmp_path: Path) -> None:
    with Home(tmp_path).held(), pytest.raises(AlreadyRunning), Home(tmp_path).held():
        pass
    with Home(tmp_path).held():
        pass


def test_a_run_that_was_killed_is_not_taken_for_running(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.held():
        home.remember_run({"pid": 2**22 + 1})

        with pytest.raises(NotRunning):
            home.run()
