"""`auftakt token`: a bearer token for the API, for people who run the installation."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

import click

from cli.options import home_option
from cli.running import running
from local.services import FIRST_ADMIN_EMAIL
from local.supervisor import issue_token

ROLES = ("administrator", "organizer", "supervisor", "steward", "partner", "auditor")


@click.command()
@home_option
@click.option("--email", default=FIRST_ADMIN_EMAIL, show_default=True, help="Whose token.")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True)
@click.option("--organisation", type=UUID, help="Id; needed for every role but administrator.")
@click.option("--database-url", envvar="AUFTAKT_DATABASE_URL", help="Instead of a local stack.")
def token(
    home: Path, email: str, role: str, organisation: UUID | None, database_url: str | None
) -> None:
    """Print a bearer token for a role."""
    if role != "administrator" and organisation is None:
        raise click.UsageError(f"--organisation is needed for the role {role}")
    address = database_url or running(home)["postgres"]["registration"]
    organisation_id = str(organisation) if organisation else None
    click.echo(asyncio.run(issue_token(address, email, role, organisation_id)))
