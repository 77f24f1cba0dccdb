"""`auftakt demo`: real occasions, played by themselves on the running stack."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli.options import home_option
from cli.running import running
from local.home import Home


@click.command()
@home_option
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="Name the scenarios and end.")
@click.option(
    "--day-seconds",
    type=click.FloatRange(0, 3600),
    default=30.0,
    show_default=True,
    help="How long a day at the doors lasts on the screen.",
)
def demo(home: Path, name: str | None, listing: bool, day_seconds: float) -> None:
    """Play scenario NAME, or all one after the other, through the real API."""
    from scenarios.play import SCENARIOS, play
    from scenarios.ready import read_ready

    if listing:
        click.echo("\n".join(SCENARIOS))
        return
    if name is not None and name not in SCENARIOS:
        raise click.UsageError(f"no scenario {name}; there are: {', '.join(SCENARIOS)}")
    click.echo(f"Watch it at {running(home)['url']}")
    ready = read_ready(Home(home.absolute()).ready_file)
    for chosen in [name] if name else list(SCENARIOS):
        click.echo(f"── {chosen}")
        asyncio.run(play(chosen, ready, click.echo, pace_seconds=day_seconds))
