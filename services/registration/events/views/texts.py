"""Texts and contacts of events, as clients see them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import msgspec

from services.registration.events.domain import Accessibility, Contact, PostalAddress, Text


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """Texts for the public in one locale."""

    title: str | None = None
    summary: str | None = None
    directions: str | None = None
    accessibility: str | None = None


class TeamTextView(TextView, frozen=True, kw_only=True):
    """The same for the organizing team, with what stands in mails only."""

    mail_note: str | None = None


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
    """The texts by language, as everybody sees them."""
    return {
        locale: TextView(
            title=text.title,
            summary=text.summary,
            directions=text.directions,
            accessibility=text.accessibility,
        )
        for locale, text in texts.items()
    }


def team_text_views(texts: Mapping[str, Text]) -> dict[str, TeamTextView]:
    """The texts by language, as the team wrote them."""
    return {locale: TeamTextView(**dataclasses.asdict(t)) for locale, t in texts.items()}


class PostalAddressView(msgspec.Struct, frozen=True, kw_only=True):
    """The address of the venue, in parts."""

    street: str | None
    postal_code: str | None
    city: str | None
    country: str


class AccessibilityView(msgspec.Struct, frozen=True, kw_only=True):
    """What is there and what is not; None: nobody has said."""

    step_free: bool | None
    accessible_toilet: bool | None
    accessible_parking: bool | None
    quiet_room: bool | None
    sign_language: bool | None
    public_transport: str | None
    notes: str | None


def address_view(address: PostalAddress | None) -> PostalAddressView | None:
    """The address, if it is given in parts."""
    return PostalAddressView(**dataclasses.asdict(address)) if address else None


def accessibility_view(said: Accessibility | None) -> AccessibilityView | None:
    """What is said of accessibility, if anything is."""
    return AccessibilityView(**dataclasses.asdict(said)) if said else None
