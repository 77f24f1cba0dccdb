"""`auftakt reset`: forget everything in a home."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import home_option
from local.home import Home, HomeInUseError


@click.command()
@home_option
@click.option("--yes", is_flag=True, help="Don't ask.")
def reset(home: Path, yes: bool) -> None:
    """Delete all data of a stack: events, registrations, mails, logs, passwords and keys."""
    folder = home.absolute()
    if not folder.exists():
        click.echo(f"Nothing to delete: there is no {folder}.")
        return
    if not _is_home(folder):
        raise click.ClickException(f"{folder} is not a home of Auftakt; nothing was deleted.")
    if not yes:
        click.confirm(f"Delete everything in {folder}?", abort=True)
    try:
        Home(folder).delete()
    except HomeInUseError as error:
        raise click.ClickException(f"{error}; stop it first. Nothing was deleted.") from None
    click.echo("Deleted. `auftakt up` starts afresh.")


def _is_home(folder: Path) -> bool:
    """Whether a stack ever ran there: never delete a folder given by mistake."""
    return (folder / "lock").exists() and (folder / "postgres").exists()
