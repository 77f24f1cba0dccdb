"""How a person can be written to."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from uuid import UUID

NAME_MAX_CHARACTERS = 120
JOINERS = frozenset("\u200c\u200d")
"""Zero-width joiners are format characters, but part of names in Persian, Hindi and others."""
UNSAFE_IN_ADDRESS = frozenset('<>,;:"()[]\\')
ADDRESS_MAX_CHARACTERS = 254


@dataclass(frozen=True, slots=True)
class Contact:
    """Coordinates of a person; `email` None: cannot be written to by mail.

    `company`: for whom a company contact registers others; the link to its list is derived from
    `person_id` and `generation`.
    """

    person_id: UUID
    kind: str
    name: str | None
    email: str | None
    locale: str
    company: str | None = None
    generation: int = 1


def one_line(text: str, limit: int = NAME_MAX_CHARACTERS) -> str:
    """`text` as one printable line: what could end a header line or turn it round becomes a space.

    Unicode categories: C* are controls, formats (bidi overrides) and surrogates, Zl and Zp the
    line and paragraph separators.
    """
    return " ".join("".join(" " if _unprintable(c) else c for c in text).split())[:limit].rstrip()


def normalised(contact: Contact) -> Contact:
    """The same contact, safe for headers; an impossible address counts as none."""
    name = one_line(contact.name) if contact.name else None
    address = _address(contact.email) if contact.email else None
    company = one_line(contact.company) if contact.company else None
    return replace(contact, name=name or None, email=address, company=company or None)


def _address(email: str) -> str | None:
    address = email.strip()
    local, _, domain = address.rpartition("@")
    if not local or not domain or len(address) > ADDRESS_MAX_CHARACTERS:
        return None
    return None if any(_unsafe(character) for character in address) else address


def _unsafe(character: str) -> bool:
    return character in UNSAFE_IN_ADDRESS or character.isspace() or _unprintable(character)


def _unprintable(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Zl", "Zp") or (category[0] == "C" and character not in JOINERS)
