"""Texts, contacts and addresses of an event, cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from services.registration.access.domain import normalised_email
from services.registration.events.bodies import EventContactBody, TextBody
from services.registration.events.bodies.parts import NOTE_MAX_CHARACTERS, EventTextBody
from services.registration.events.domain import Contact, Text
from shared.web.faults import Faults
from shared.web.localized import CODES


def cleaned_contact(body: EventContactBody, faults: Faults) -> Contact:
    """Whom participants may ask."""
    email = faults.line(body.email, "contact.email", maximum=254)
    if email is not None and normalised_email(email) is None:
        faults.add("contact.email", "is not an e-mail address", "email")
    return Contact(
        name=faults.line(body.name, "contact.name", needed=True),
        phone=faults.line(body.phone, "contact.phone", maximum=40),
        email=email,
    )


def cleaned_texts(texts: Mapping[str, TextBody], path: str, faults: Faults) -> dict[str, Text]:
    """Texts by language; codes that are none are faults."""
    check_languages(texts, path, faults)
    return {
        locale: Text(
            title=faults.line(text.title, f"{path}.{locale}.title"),
            summary=faults.text(text.summary, f"{path}.{locale}.summary"),
            directions=faults.text(text.directions, f"{path}.{locale}.directions"),
            accessibility=faults.text(text.accessibility, f"{path}.{locale}.accessibility"),
            mail_note=_mail_note(text, f"{path}.{locale}.mail_note", faults),
        )
        for locale, text in texts.items()
    }


def _mail_note(text: TextBody, path: str, faults: Faults) -> str | None:
    """What only texts of events have."""
    if not isinstance(text, EventTextBody):
        return None
    note: str | None = faults.text(text.mail_note, path, maximum=NOTE_MAX_CHARACTERS)
    return note


def cleaned_notices(notices: Mapping[str, str], path: str, faults: Faults) -> dict[str, str]:
    """What participants are told, by language; empty ones are left out."""
    check_languages(notices, path, faults)
    cleaned = {
        locale: faults.text(text, f"{path}.{locale}", maximum=NOTE_MAX_CHARACTERS)
        for locale, text in notices.items()
    }
    return {locale: text for locale, text in cleaned.items() if text}


def cleaned_url(text: str, field: str, faults: Faults) -> str | None:
    """An address on the web; anything else is a fault."""
    url: str | None = faults.line(text, field, maximum=500)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in url:
        faults.add(field, "must be an address starting with https://", "url")
    return url


def check_languages(texts: Mapping[str, object], path: str, faults: Faults) -> None:
    """Codes that are no language of ours are faults."""
    for locale in texts:
        if locale not in CODES:
            shown = locale if locale.isascii() and locale.isprintable() else "?"
            known = ", ".join(sorted(CODES))
            faults.add(f"{path}.{shown}", f"is none of the languages {known}", "locale")
