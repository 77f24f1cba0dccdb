"""docker-compose.yml, the Dockerfile and the local stack agree with what the services read."""

from __future__ import annotations

import os
import re
import shlex
import stat
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from local.compose import env_file
from local.kafka import java
from local.ports import Ports, free_ports
from local.process import Process, accepts_tcp, until_ready
from local.secrets import Secrets
from local.services import SERVICES, environment
from shared.contracts.events import EVENTS
from shared.messaging.kafka import KafkaSettings
from shared.messaging.provisioning import provision
from shared.settings import PREFIX, SettingsError, load
from shared.tokens import Keyring

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
JOBS = ("databases", "topics", *(f"migrate-{service}" for service in SERVICES))


def compose() -> dict[str, Any]:
    """docker-compose.yml, parsed."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


def settings_class(service: str) -> type[msgspec.Struct]:
    """What the service reads."""
    found: type[msgspec.Struct] = import_module(f"services.{service}.settings").Settings
    return found


def filled(text: str) -> str:
    """A value with its variables filled as Compose would, from a fresh .env file."""
    values = dict(line.split("=", 1) for line in env_file().splitlines())
    return VARIABLE.sub(lambda match: values.get(match[1], match[2] or ""), text)


def composed_environment(service: str) -> dict[str, str]:
    """The environment that Compose gives a service."""
    values = compose()["services"][service]["environment"]
    return {name: filled(str(value)) for name, value in values.items()}


def local_environment(service: str, tmp_path: Path) -> dict[str, str]:
    """The environment that the local stack gives a service."""
    return environment(service, Ports(), Secrets(tmp_path / "secrets.json"), limits=True)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("where", ["compose", "local"])
def test_the_environment_of_a_service_is_what_it_reads(
    service: str, where: str, tmp_path: Path
) -> None:
    """No required setting is missing, and none is given that the service doesn't know."""
    given = (
        composed_environment(service)
        if where == "compose"
        else local_environment(service, tmp_path)
    )
    settings = settings_class(service)
    load(settings, given)
    known = {PREFIX + f.encode_name.upper() for f in msgspec.structs.fields(settings)}
    assert set(given) <= known


@pytest.mark.parametrize("service", SERVICES)
def test_a_forgotten_setting_would_be_noticed(service: str, tmp_path: Path) -> None:
    """The check above can fail: each required variable is one that is asked for."""
    given = local_environment(service, tmp_path)
    del given["AUFTAKT_DATABASE_URL"]
    with pytest.raises(SettingsError, match="AUFTAKT_DATABASE_URL is missing"):
        load(settings_class(service), given)


def test_keys_of_the_env_file_are_keys() -> None:
    """Generated keys can be read by the keyrings, and no two runs are alike."""
    values = dict(line.split("=", 1) for line in env_file().splitlines())
    for name in (name for name in values if name.startswith("KEY_")):
        Keyring.parse(name, values[name])
    assert len(set(values.values())) == len(values)
    assert not set(values.values()) & {line.split("=", 1)[1] for line in env_file().splitlines()}


def test_every_variable_is_generated_or_has_a_default() -> None:
    """`make .env` is all the preparation there is."""
    generated = {line.split("=", 1)[0] for line in env_file().splitlines()}
    text = (ROOT / "docker-compose.yml").read_text()
    used = {(match[1], match[2]) for match in VARIABLE.finditer(text.replace("$$", ""))}
    missing = {name for name, default in used if name not in generated and default is None}
    assert missing == set()
    assert generated <= {name for name, _ in used}


@pytest.mark.parametrize("name", sorted(compose()["services"]))
def test_containers_have_no_rights_they_do_not_need(name: str) -> None:
    """Ordinary user, read-only file system, no new privileges, no capabilities."""
    container = compose()["services"][name]
    user = str(container["user"]).split(":")[0]
    assert user.isdigit()
    assert int(user) > 0
    assert container["read_only"] is True
    assert "no-new-privileges:true" in container["security_opt"]
    assert container["cap_drop"] == ["ALL"]
    assert all(str(port).startswith("127.0.0.1:") for port in container.get("ports", []))


def test_everything_starts_after_what_it_stands_on() -> None:
    """Schema and topics by one-shot jobs before the services, the origin last; all checked."""
    services = compose()["services"]
    done, healthy = "service_completed_successfully", "service_healthy"
    for service in SERVICES:
        after = services[service]["depends_on"]
        assert after[f"migrate-{service}"]["condition"] == done
        assert after["topics"]["condition"] == done
        assert services["caddy"]["depends_on"][service]["condition"] == healthy
    for job in JOBS:
        assert services[job]["restart"].startswith("on-failure")
    for name in set(services) - set(JOBS):
        assert "healthcheck" in services[name]
    named = set(compose()["volumes"])
    mounted = {str(v).split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert named <= mounted
    for server, data in {"postgres": "/var/lib/postgresql", "kafka": "/var/lib/kafka/data"}.items():
        assert f"{server}-data:{data}" in services[server]["volumes"]
        assert f"{server}-data" in named
    assert services["notifications"]["depends_on"]["mailpit"]["condition"] == healthy
    assert services["databases"]["depends_on"]["postgres"]["condition"] == healthy
    assert services["topics"]["depends_on"]["kafka"]["condition"] == healthy
    for service in SERVICES:
        assert services[f"migrate-{service}"]["depends_on"]["databases"]["condition"] == done


def test_nothing_is_put_into_a_read_only_container() -> None:
    """Compose refuses to start a read-only container with an inline config or secret."""
    document = compose()
    for kind in ("configs", "secrets"):
        assert all("file" in source for source in document.get(kind, {}).values())


def environment_of(pid: int) -> str:
    """What a process was started with."""
    return Path(f"/proc/{pid}/environ").read_text()


async def test_the_broker_starts_as_it_is_composed(tmp_path: Path) -> None:
    """The script of the Kafka container, run with our own Kafka: in by password only."""
    port, controller_port = free_ports(2)
    kafka = compose()["services"]["kafka"]
    given = {name: filled(str(value)) for name, value in kafka["environment"].items()}
    heap = given["KAFKA_HEAP_OPTS"].split()
    for name, main in (
        ("kafka-storage", "kafka.tools.StorageTool"),
        ("kafka-server-start", "kafka.Kafka"),
    ):
        program = tmp_path / f"{name}.sh"
        program.write_text(f'#!/bin/sh\nexec {shlex.join(java(main, flags=heap))} "$@"\n')
        program.chmod(0o755)
    [script] = kafka["command"]
    for here, there in {
        "$$": "$",
        "/tmp/": f"{tmp_path}/",
        "/opt/kafka/bin/": f"{tmp_path}/",
        "/var/lib/kafka/data": f"{tmp_path}/data",
        "CLIENT://kafka:9092": f"CLIENT://127.0.0.1:{port}",
        "CLIENT://:9092": f"CLIENT://127.0.0.1:{port}",
        "CONTROLLER://:9093": f"CONTROLLER://127.0.0.1:{controller_port}",
        "1@kafka:9093": f"1@127.0.0.1:{controller_port}",
    }.items():
        assert here in script
        script = script.replace(here, there)
    broker = Process(
        "kafka",
        [*kafka["entrypoint"], script],
        log=tmp_path / "kafka.log",
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **{n: v for n, v in given.items() if "PASSWORD" in n}},
    )
    broker.spawn()
    try:
        await until_ready(broker, lambda: accepts_tcp(port), seconds=60)
        assert stat.S_IMODE((tmp_path / "server.properties").stat().st_mode) == 0o600
        assert "PASSWORD" not in environment_of(broker.pid)
        admin = KafkaSettings(
            bootstrap=f"127.0.0.1:{port}", username="admin", password=given["ADMIN_PASSWORD"]
        )
        await provision(admin, [EVENTS], services=SERVICES)
        nobody = KafkaSettings(bootstrap=admin.bootstrap, username="admin", password="guessed")
        client = AIOKafkaClient(bootstrap_servers=admin.bootstrap, **nobody.security())
        with pytest.raises(KafkaError):
            await client.bootstrap()
        await client.close()
    finally:
        await broker.stop()


def test_only_the_owner_of_a_schema_migrates_and_only_the_service_serves() -> None:
    """Two roles per database, each in its own container."""
    services = compose()["services"]
    for service in SERVICES:
        migration = services[f"migrate-{service}"]["environment"]["AUFTAKT_MIGRATION_DATABASE_URL"]
        assert migration.startswith(f"postgresql://{service}_owner:")
        assert (
            f"postgresql://{service}:" in services[service]["environment"]["AUFTAKT_DATABASE_URL"]
        )


def test_the_image_copies_only_what_is_there() -> None:
    """Every COPY of the Dockerfile names something that exists and isn't ignored."""
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists()
                assert source in allowed
