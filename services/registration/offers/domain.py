"""Follow-up offers: values and the order of the list. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

OFFERS_MAX = 40
TITLE_MAX_CHARACTERS = 120
DESCRIPTION_MAX_CHARACTERS = 1_000
LINE_MAX_CHARACTERS = 300
LINK_MAX_CHARACTERS = 500


class OfferKind(StrEnum):
    """What an offer is, so that people find theirs: see `words` for what is meant."""

    PROGRAMME = "programme"
    OPEN_AIR = "open_air"
    COURSE = "course"
    COUNSELLING = "counselling"
    SELF_HELP = "self_help"
    CLUB = "club"
    DIGITAL = "digital"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OfferText:
    """An offer in one language. `times` and `place` are words, as people tell them."""

    title: str | None = None
    description: str | None = None
    times: str | None = None
    place: str | None = None
    contact: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer of an event; `texts` by language."""

    id: UUID
    kind: OfferKind
    texts: Mapping[str, OfferText]
    changed_at: datetime


def moved(offers: Sequence[Offer], offer_id: UUID, position: int) -> list[Offer]:
    """The list with one offer at another position, counted from 1; beyond the ends is the end."""
    wanted = next(offer for offer in offers if offer.id == offer_id)
    others = [offer for offer in offers if offer.id != offer_id]
    at = min(max(position - 1, 0), len(others))
    return [*others[:at], wanted, *others[at:]]


def is_web_address(text: str) -> bool:
    """Whether a link leads to a web page and to nothing else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if not text.isprintable() or " " in text or "\\" in text or parts.username is not None:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
