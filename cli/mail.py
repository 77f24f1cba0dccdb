"""`auftakt mail`: read what the mail sink kept."""

from __future__ import annotations

import time
import unicodedata
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import click

from cli.options import home_option
from local.home import Home
from local.mail_sink import mail_files, read_mail

FOLLOW_SECONDS = 0.3
LIST_MAX = 50


@click.group(invoke_without_command=True)
@home_option
@click.option("--follow", is_flag=True, help="Stay and show each new mail as it arrives.")
@click.option("--count", default=LIST_MAX, show_default=True, help="How many of the newest.")
@click.pass_context
def mail(context: click.Context, home: Path, follow: bool, count: int) -> None:
    """List the mails of the local stack (none of them ever leaves this machine)."""
    folder = Home(home.absolute()).mail
    context.obj = folder
    if context.invoked_subcommand is None:
        _list(folder, count)
        if follow:
            _follow(folder)


@mail.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--save", type=click.Path(file_okay=False, path_type=Path), help="Folder for parts.")
@click.option("--raw", is_flag=True, help="As it travelled.")
@click.pass_obj
def show(folder: Path, number: int, save: Path | None, raw: bool) -> None:
    """Show mail NUMBER of the list, with the names of its attachments."""
    files = mail_files(folder)
    if number > len(files):
        raise click.ClickException(f"there are {len(files)} mails")
    if raw:
        click.echo(files[number - 1].read_bytes())
        return
    message = read_mail(files[number - 1])
    _show(message)
    if save is not None:
        _save(message, save)


def _list(folder: Path, count: int) -> None:
    files = mail_files(folder)
    if not files:
        click.echo("No mails yet.")
    for number, path in list(enumerate(files, 1))[-count:]:
        click.echo(_line(number, read_mail(path)))


def _follow(folder: Path) -> None:
    seen = len(mail_files(folder))
    while True:
        files = mail_files(folder)
        for number in range(seen + 1, len(files) + 1):
            message = read_mail(files[number - 1])
            click.echo("─" * 72)
            click.echo(_line(number, message))
            _show(message)
        seen = len(files)
        time.sleep(FOLLOW_SECONDS)


def _line(number: int, message: EmailMessage) -> str:
    attached = len(_attachments(message))
    clip = f"  [{attached} attached]" if attached else ""
    return _harmless(f"{number:4}  {_time(message)}  {message['To']}  {message['Subject']}{clip}")


def _time(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message["Date"])).astimezone().strftime("%d.%m. %H:%M:%S")
    except (TypeError, ValueError):
        return "—"


def _show(message: EmailMessage) -> None:
    for name in ("From", "To", "Subject", "Date"):
        click.echo(_harmless(f"{name + ':':<9}{message[name]}"))
    click.echo()
    body = message.get_body(("plain", "html"))
    click.echo(_harmless(body.get_content().rstrip()) if body is not None else "(no text)")
    attachments = _attachments(message)
    if attachments:
        click.echo("\nAttachments:")
    for name, type_, content in attachments:
        click.echo(_harmless(f"  {name}  {type_}  {len(content):,} bytes"))


def _harmless(text: str) -> str:
    """Without control characters: a mail must not drive the terminal."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def _save(message: EmailMessage, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, _, content in _attachments(message):
        path = folder / Path(name).name
        path.write_bytes(content)
        click.echo(f"saved {path}")


def _attachments(message: EmailMessage) -> list[tuple[str, str, bytes]]:
    """Every part with a file name: attached and inline."""
    found = []
    for part in message.walk():
        name = part.get_filename()
        if name:
            content = part.get_payload(decode=True)
            found.append((name, part.get_content_type(), content or b""))
    return [(name, type_, content) for name, type_, content in found if isinstance(content, bytes)]
