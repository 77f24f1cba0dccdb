"""Texts and contacts of events, as clients see them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from services.registration.events.domain import Contact, Text


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """Texts for the public in one locale."""

    title: str | None = None
    summary: str | None = None
    directions: str | None = None


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """Whom participants may ask."""

    name: str
    phone: str | None = None
    email: str | None = None


def contact_view(contact: Contact | None) -> ContactView | None:
    """The contact, if one is published."""
    if contact is None:
        return None
    return ContactView(name=contact.name, phone=contact.phone, email=contact.email)


def text_views(texts: Mapping[str, Text]) -> dict[str, TextView]:
    """The texts by language."""
    return {
        locale: TextView(title=t.title, summary=t.summary, directions=t.directions)
        for locale, t in texts.items()
    }
