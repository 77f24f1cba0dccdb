"""An SMTP server that delivers nothing: it keeps each mail in a Maildir, for people and tests."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

MAIL_MAX_BYTES = 16 * 1024 * 1024


@dataclass
class MailSink:
    """Listens on 127.0.0.1; `folder` is the Maildir."""

    folder: Path
    port: int
    _server: asyncio.Server | None = field(default=None, init=False)
    _numbers: Iterator[int] = field(default_factory=itertools.count, init=False)

    async def start(self) -> None:
        """Begin to listen."""
        make_maildir(self.folder)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self,
                hostname="auftakt.local",
                ident="Auftakt mail sink",
                data_size_limit=MAIL_MAX_BYTES,
                enable_SMTPUTF8=True,
                loop=loop,
            ),
            "127.0.0.1",
            self.port,
        )

    async def stop(self) -> None:
        """End listening; what was accepted is kept."""
        if self._server is not None:
            self._server.close()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail; the envelope's addresses are noted as headers."""
        content = envelope.content
        body = content.encode() if isinstance(content, str) else content or b""
        notes = f"X-Envelope-From: {envelope.mail_from}\r\n" + "".join(
            f"X-Envelope-To: {recipient}\r\n" for recipient in envelope.rcpt_tos
        )
        self._deliver(notes.encode("utf-8", "replace") + body)
        return "250 2.0.0 kept"

    def _deliver(self, mail: bytes) -> None:
        """Into `tmp`, then `new`, as the Maildir rules want it; no fsync, this is a sink."""
        name = f"{time.time_ns():020d}.P{os.getpid()}Q{next(self._numbers):06d}.auftakt"
        descriptor = os.open(self.folder / "tmp" / name, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(mail)
        (self.folder / "tmp" / name).replace(self.folder / "new" / name)


def make_maildir(folder: Path) -> None:
    """Create the folders of a Maildir."""
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def mail_files(folder: Path) -> list[Path]:
    """The mails of the sink, oldest first."""
    return sorted((*folder.glob("new/*"), *folder.glob("cur/*")), key=lambda path: path.name)


def read_mail(path: Path) -> EmailMessage:
    """One mail, parsed."""
    with path.open("rb") as file:
        return BytesParser(policy=policy.default).parse(file)
