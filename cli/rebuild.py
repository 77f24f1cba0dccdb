"""`auftakt rebuild`: facts made anew from the topics, while the old ones stay readable."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import click

from cli.options import home_option
from cli.running import running
from local.home import Home
from local.secrets import Secrets


@click.group()
def rebuild() -> None:
    """Make what a service has learned from the topics anew."""


@rebuild.command()
@home_option
def reporting(home: Path) -> None:
    """Make all facts of reporting anew; its pages go on showing the old ones until the end."""
    from services.reporting.rebuild.use_cases import rebuild as make_anew
    from shared.messaging.kafka import KafkaSettings

    ready = running(home)
    secrets = Secrets(Home(home.absolute()).secrets)
    address = urlsplit(ready["postgres"]["reporting"])
    password = secrets.password("postgres.reporting_owner")
    dsn = f"postgresql://reporting_owner:{password}@{address.hostname}:{address.port}/reporting"
    kafka = KafkaSettings(
        bootstrap=ready["kafka"],
        username="reporting",
        password=secrets.password("kafka.reporting"),
    )
    with click.progressbar(length=1, label="Reading the topics", show_pos=True) as bar:

        def progress(read: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(read - bar.pos)

        done = asyncio.run(make_anew(dsn, kafka, progress))
    click.echo(
        f"{done.facts:,} facts from {done.records:,} records in {done.seconds:.1f} s; "
        f"the running consumer waited {done.held_seconds:.2f} s"
    )
    if done.parked:
        click.echo(f"{done.parked:,} records could not be applied: see `auftakt dead-letters list`")
