"""What stands in a mail, before it becomes text and HTML."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.web.languages import Locale


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as bare text, as the address in its QR code, and the id of the picture."""

    text: str
    url: str
    picture_id: str
    picture_alt: str


@dataclass(frozen=True, slots=True)
class PersonBlock:
    """One person of a booking. `tone`: good, waiting or over."""

    name: str | None
    status: str
    tone: str
    sessions: tuple[str, ...]
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled line; `url` makes its value a link."""

    label: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """Whom to ask, and how to reach them."""

    label: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A mail's content in one language.

    `quote`: what the organizer says in their own words. `second`: something else one may do.
    `unsubscribe`: where a mail program ends such mails with one request (RFC 8058).
    """

    locale: Locale
    subject: str
    sender_name: str | None
    heading: str
    greeting: str
    paragraphs: tuple[str, ...]
    quote_label: str = ""
    quote: tuple[str, ...] = ()
    title: str | None = None
    facts: tuple[Fact, ...] = ()
    people: tuple[PersonBlock, ...] = ()
    button: Button | None = None
    second: Button | None = None
    code: Fact | None = None
    after: tuple[str, ...] = ()
    help: Help | None = None
    footer: tuple[str, ...] = ()
    ticket_label: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)
    unsubscribe: str | None = None
