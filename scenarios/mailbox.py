"""The mail sink's Maildir, read as a participant reads the post."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path


def mails_to(mail_dir: str, address: str) -> list[EmailMessage]:
    """All mails delivered to `address`, oldest first."""
    mails = []
    for path in sorted(Path(mail_dir).glob("**/new/*"), key=lambda p: p.stat().st_mtime_ns):
        raw = path.read_bytes()
        if address.encode() not in raw:  # parsing hundreds of mails takes seconds
            continue
        message = email.message_from_bytes(raw, policy=email.policy.default)
        if isinstance(message, EmailMessage) and address in str(message["To"]):
            mails.append(message)
    return mails


def attachments(mail: EmailMessage) -> dict[str, bytes]:
    """The attachments and inline parts of a mail by file name."""
    found = {}
    for part in mail.walk():
        name = part.get_filename()
        if name:
            content = part.get_payload(decode=True)
            found[name] = content if isinstance(content, bytes) else b""
    return found
