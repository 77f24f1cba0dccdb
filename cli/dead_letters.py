"""`auftakt dead-letters`: what could not be applied, and another try for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import click

from cli.options import home_option
from cli.running import running
from local.home import Home
from local.kafka import ADMIN
from local.secrets import Secrets
from local.services import SERVICES

if TYPE_CHECKING:
    from shared.messaging.dead_letters import DeadLetter
    from shared.messaging.kafka import KafkaSettings

service_option = click.option(
    "--service", "names", type=click.Choice(SERVICES), multiple=True, help="Default: all three."
)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach Kafka and the databases: of the local stack, or as options say."""

    bootstrap: str
    databases: dict[str, str]
    passwords: dict[str, str]

    def kafka(self, user: str) -> KafkaSettings:
        """Kafka's address as this user."""
        from shared.messaging.kafka import KafkaSettings

        return KafkaSettings(bootstrap=self.bootstrap, username=user, password=self.passwords[user])

    @classmethod
    def to_local_stack(cls, home: Path) -> Access:
        """From the ready file and the secrets of a home."""
        ready = running(home)
        secrets = Secrets(Home(home.absolute()).secrets)
        passwords = {user: secrets.password(f"kafka.{user}") for user in (ADMIN, *SERVICES)}
        return cls(ready["kafka"], ready["postgres"], passwords)


@click.group("dead-letters")
def dead_letters() -> None:
    """Messages that could not be applied: parked, never skipped silently."""


@dead_letters.command("list")
@home_option
@service_option
def list_(home: Path, names: tuple[str, ...]) -> None:
    """List what is parked: number, since when, where it came from, why."""
    access = Access.to_local_stack(home)
    total = 0
    for service in names or SERVICES:
        for letter in asyncio.run(_read(access, service)):
            click.echo(_line(service, letter))
            total += 1
    click.echo(f"{total} dead letters" if total else "No dead letters.")


@dead_letters.command()
@home_option
@click.argument("service", type=click.Choice(SERVICES))
@click.argument("numbers", type=click.IntRange(0), nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that are parked.")
def replay(home: Path, service: str, numbers: tuple[int, ...], everything: bool) -> None:
    """Have SERVICE apply the dead letters with these NUMBERS again."""
    if everything == bool(numbers):
        raise click.UsageError("give either numbers or --all")
    access = Access.to_local_stack(home)
    letters = {letter.offset: letter for letter in asyncio.run(_read(access, service))}
    if unknown := sorted(set(numbers) - set(letters)):
        raise click.ClickException(f"{service} has no dead letter {', '.join(map(str, unknown))}")
    chosen = [letters[number] for number in (numbers or sorted(letters))]
    done = asyncio.run(_replay(access, service, chosen))
    click.echo(f"{done} of {len(chosen)} handed to {service} again")


async def _read(access: Access, service: str) -> list[DeadLetter]:
    from shared.messaging.dead_letters import read

    return [letter async for letter in read(access.kafka(ADMIN), service)]


async def _replay(access: Access, service: str, letters: list[DeadLetter]) -> int:
    """As the service: an operator's tool can't read what the service itself may not."""
    from shared.messaging.dead_letters import Erased, replay

    done = 0
    connection = await asyncpg.connect(access.databases[service])
    try:
        for letter in letters:
            try:
                await replay(connection, access.kafka(service), letter)
            except Erased as erased:
                click.echo(f"{letter.offset}: gone from its topic ({erased})")
            else:
                done += 1
    finally:
        await connection.close()
    return done


def _line(service: str, letter: DeadLetter) -> str:
    """One dead letter; never its bytes."""
    origin = f"{letter.origin_topic} [{letter.origin_partition}] {letter.origin_offset}"
    since = letter.recorded_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    why = f"{letter.reason}: {letter.detail}" if letter.detail else letter.reason
    return f"{service} {letter.offset:>5}  {since}  {origin}  {letter.group}  {why}"
