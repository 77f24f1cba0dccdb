"""The mail sink keeps what it is given."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import aiosmtplib

from local.mail_sink import MailSink, mail_files, read_mail
from local.ports import free_ports


async def test_mails_are_kept_in_order_with_their_attachments(tmp_path: Path) -> None:
    """Text, recipient and attachment arrive; the files are private."""
    sink = MailSink(tmp_path / "mail", free_ports(1)[0])
    await sink.start()
    try:
        for number in range(3):
            mail = EmailMessage()
            mail["From"], mail["To"] = "post@auftakt.example", "a@example.org"
            mail["Subject"] = f"Anmeldung bestätigt {number}"
            mail.set_content("Grüße")
            mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="b.pdf")
            await aiosmtplib.send(mail, hostname="127.0.0.1", port=sink.port)
    finally:
        await sink.stop()
    files = mail_files(sink.folder)
    mails = [read_mail(path) for path in files]
    assert [mail["Subject"] for mail in mails] == [f"Anmeldung bestätigt {n}" for n in range(3)]
    assert [part.get_filename() for part in mails[0].iter_attachments()] == ["b.pdf"]
    assert mails[0]["X-Envelope-To"] == "a@example.org"
    assert files[0].stat().st_mode & 0o777 == 0o600
