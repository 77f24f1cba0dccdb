"""`auftakt up`: the whole stack, until Ctrl-C."""

from __future__ import annotations

import asyncio
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from cli.options import home_option, port_base_option
from local.home import HomeInUseError
from local.jars import JarsError
from local.ports import PortTakenError
from local.process import ProcessFailed
from local.services import FIRST_ADMIN_EMAIL, origin
from local.supervisor import Options, Supervisor

FAULTS = (HomeInUseError, JarsError, OSError, PortTakenError, ProcessFailed)


@click.command()
@home_option
@port_base_option
@click.option("--demo/--no-demo", default=True, help="Fill a new home with demo events.")
@click.option("--no-limits", is_flag=True, help="Lift the public rate limits, for load tests.")
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Written (mode 0600) once everything answers, and after each restart of a part.",
)
@click.option("--without-services", is_flag=True, help="Start the servers only.")
def up(  # noqa: PLR0917 - click passes options by name
    home: Path,
    port_base: int,
    demo: bool,
    no_limits: bool,
    ready_file: Path | None,
    without_services: bool,
) -> None:
    """Start everything on this machine and stay until Ctrl-C.

    PostgreSQL, Apache Kafka, Caddy, a mail sink and the three services.
    """
    options = Options(
        home=home,
        port_base=port_base,
        limits=not no_limits,
        services=not without_services,
        ready_file=ready_file,
    )
    supervisor = Supervisor(options, say=click.echo)
    supervisor.when_ready = Announcement(supervisor, demo=demo).make
    click.echo(f"Auftakt starts in {options.home}")
    try:
        asyncio.run(supervisor.run())
    except FAULTS as fault:
        raise click.ClickException(str(fault)) from None
    except ExceptionGroup as group:
        if not all(isinstance(fault, FAULTS) for fault in _leaves(group)):
            raise
        raise click.ClickException("\n".join(str(fault) for fault in _leaves(group))) from None


def _leaves(group: ExceptionGroup[Exception]) -> list[Exception]:
    """The single exceptions inside nested groups: parts that failed side by side."""
    found: list[Exception] = []
    for fault in group.exceptions:
        found += _leaves(fault) if isinstance(fault, ExceptionGroup) else [fault]
    return found


class Announcement:
    """What is said once everything answers: the address, how to sign in, how to stop."""

    def __init__(self, supervisor: Supervisor, *, demo: bool) -> None:
        self._supervisor = supervisor
        self._demo = demo
        self._began = time.monotonic()

    async def make(self) -> None:
        """Say it; on the first start of a home, then plan the demo events."""
        supervisor = self._supervisor
        seconds = time.monotonic() - self._began
        address = origin(supervisor.ports)
        click.echo(f"Auftakt is up after {seconds:.1f} s: {address}")
        if not supervisor.options.limits:
            click.echo("  Public rate limits are lifted (--no-limits): for load tests only.")
        if supervisor.options.services:
            click.echo(f"  Sign in: {address}/sign-in as {FIRST_ADMIN_EMAIL} (administrator)")
            click.echo("  Mails:   nothing leaves this machine; `auftakt mail --follow` shows them")
        click.echo(f"  Logs:    {supervisor.home.folder / 'logs'}")
        click.echo("  Stop:    Ctrl-C")
        if self._demo and supervisor.first_start and supervisor.options.services:
            await self._prepare_demo()

    async def _prepare_demo(self) -> None:
        """Plan the demo events through the real API, as a newcomer finds them."""
        if find_spec("scenarios.demo") is None:
            return
        demo = import_module("scenarios.demo")
        from scenarios.ready import read_ready

        await demo.prepare(read_ready(self._supervisor.home.ready_file), click.echo)
