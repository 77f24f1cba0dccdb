"""`auftakt admin`: who administers an installation, for people who run it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import click

from cli.options import home_option
from cli.running import running
from services.registration.access import administration
from shared.errors import InvalidFields


@click.group()
def admin() -> None:
    """Administrators of an installation."""


@admin.command()
@home_option
@click.argument("email")
@click.option("--name", help="How mails address the person (default: from the address).")
@click.option("--locale", type=click.Choice(("de", "en")), default="de", show_default=True)
@click.option("--database-url", envvar="AUFTAKT_DATABASE_URL", help="Instead of a local stack.")
def create(home: Path, email: str, name: str | None, locale: str, database_url: str | None) -> None:
    """Make EMAIL an administrator of the whole installation, and invite them by mail."""
    address = database_url or running(home)["postgres"]["registration"]
    try:
        made = asyncio.run(_create(address, email, name or email.partition("@")[0], locale))
    except InvalidFields as refused:
        raise click.BadParameter(refused.errors[0].reason, param_hint="EMAIL") from None
    if made:
        click.echo(f"{email} administers this installation now; an invitation is on its way.")
    else:
        click.echo(f"{email} is an administrator already; nothing has changed.")


async def _create(address: str, email: str, name: str, locale: str) -> bool:
    pool = await asyncpg.create_pool(address, min_size=1, max_size=1)
    try:
        return await administration.create_administrator(
            pool, email, datetime.now(UTC), name=name, locale=locale
        )
    finally:
        await pool.close()
