"""A page becomes a message: text, HTML with pictures, attachments, honest headers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import css_inline
import jinja2

from services.notifications.contacts.domain import Contact, one_line
from services.notifications.mails.page import Page
from shared.web.localized import in_language

TEMPLATES = Path(__file__).with_name("templates")


class _Link(UnstructuredHeader, BaseHeader):
    """An address on one line: the library would encode what is longer, and programs wouldn't know
    it again."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _Link)
POLICY = EmailPolicy(header_factory=_headers)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mails are from: the configured address, shown with the organiser's name."""

    name: str
    address: str

    @classmethod
    def parse(cls, text: str) -> Sender:
        """Read `Name <address>` or a bare address; raises ValueError."""
        name, address = parseaddr(text)
        if "@" not in address:
            raise ValueError("mail_from needs an address")
        return cls(one_line(name) or "Auftakt", address)

    @property
    def domain(self) -> str:
        """Right of the @: for Message-ID, calendar uids and EHLO."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; `parameters` belong to its content type."""

    name: str
    maintype: str
    subtype: str
    content: bytes
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Headers that don't come from the page. The same delivery has the same Message-ID always."""

    delivery_id: UUID
    sender: Sender
    recipient: Contact
    sent_at: datetime
    reply_to: str | None = None
    list_id: UUID | None = None


def message(page: Page, envelope: Envelope, attachments: list[Attachment]) -> EmailMessage:
    """The whole mail. EmailMessage itself raises ValueError for a line end in any header."""
    mail = EmailMessage(POLICY)
    _address(mail, page, envelope)
    mail["Subject"] = one_line(page.subject, 250)
    mail["Date"] = format_datetime(envelope.sent_at)
    mail["Message-ID"] = f"<{envelope.delivery_id}@{envelope.sender.domain}>"
    mail["Content-Language"] = page.locale.html
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if envelope.list_id is not None:
        mail["List-Id"] = f"<{envelope.list_id}.{envelope.sender.domain}>"
    if page.unsubscribe is not None:
        mail["List-Unsubscribe"] = f"<{page.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(
        _templates().get_template("mail.txt").render(page=page), cte="quoted-printable"
    )
    mail.add_alternative(_html(page), subtype="html", cte="quoted-printable")
    _add_pictures(mail, page)
    for attachment in attachments:
        mail.add_attachment(
            attachment.content,
            maintype=attachment.maintype,
            subtype=attachment.subtype,
            filename=attachment.name,
            params=attachment.parameters,
        )
    return mail


def _address(mail: EmailMessage, page: Page, envelope: Envelope) -> None:
    name = one_line(page.sender_name) if page.sender_name else envelope.sender.name
    mail["From"] = Address(name, addr_spec=envelope.sender.address)
    recipient = envelope.recipient
    mail["To"] = Address(recipient.name or "", addr_spec=recipient.email or "")
    if reply_to := _address_of(envelope.reply_to):
        mail["Reply-To"] = reply_to


def _address_of(text: str | None) -> Address | None:
    """None for what can't stand in a header: a mistyped contact must not stop an event's mails."""
    if not text:
        return None
    try:
        return Address("", addr_spec=text)
    except (ValueError, MessageError):
        return None


def _add_pictures(mail: EmailMessage, page: Page) -> None:
    html = mail.get_body(("html",))
    assert html is not None  # noqa: S101 - added just before
    for picture_id, content in page.pictures.items():
        html.add_related(
            content,
            maintype="image",
            subtype="png",
            cid=f"<{picture_id}>",
            filename=f"{picture_id}.png",
            disposition="inline",
        )


def _html(page: Page) -> str:
    return _inliner().inline(_templates().get_template("mail.html").render(page=page))


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(("html",)),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["in_language"] = in_language
    return environment


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
    )
