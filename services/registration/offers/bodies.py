"""What clients send and get for offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.registration.offers.domain import (
    DESCRIPTION_MAX_CHARACTERS,
    LINE_MAX_CHARACTERS,
    LINK_MAX_CHARACTERS,
    OFFERS_MAX,
    TITLE_MAX_CHARACTERS,
    Offer,
    OfferKind,
    OfferText,
)
from services.registration.offers.intake import Wish
from shared.web.fields import Body

Title = Annotated[str, Meta(max_length=TITLE_MAX_CHARACTERS)]
Description = Annotated[str, Meta(max_length=DESCRIPTION_MAX_CHARACTERS)]
Words = Annotated[str, Meta(max_length=LINE_MAX_CHARACTERS)]
Link = Annotated[str, Meta(max_length=LINK_MAX_CHARACTERS)]
Position = Annotated[int, Meta(ge=1, le=OFFERS_MAX)]


class OfferTextBody(Body, frozen=True, kw_only=True):
    """An offer in one language; what is missing is shown in German. `link`: http(s) only."""

    title: Title | None = None
    description: Description | None = None
    times: Words | None = None
    place: Words | None = None
    contact: Words | None = None
    link: Link | None = None


Texts = Annotated[dict[Annotated[str, Meta(max_length=20)], OfferTextBody], Meta(max_length=12)]
"""By language (de, de-simple, en, uk, ar, tr, ru); `de` needs a title."""


class OfferPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay; `texts` is the whole of it. `position` counts from 1."""

    kind: OfferKind | None = None
    texts: Texts | None = None
    position: Position | None = None

    def wish(self) -> Wish:
        """As the use cases take it."""
        texts = self.texts
        return Wish(
            kind=self.kind,
            texts=None if texts is None else {code: _text(body) for code, body in texts.items()},
            position=self.position,
        )


class OfferBody(OfferPatch, frozen=True, kw_only=True):
    """A new offer."""

    texts: Texts


class OfferTextView(msgspec.Struct, frozen=True, kw_only=True):
    """An offer in one language."""

    title: str | None
    description: str | None
    times: str | None
    place: str | None
    contact: str | None
    link: str | None


class OfferView(msgspec.Struct, frozen=True, kw_only=True):
    """An offer in all its languages."""

    id: UUID
    kind: str
    texts: dict[str, OfferTextView]
    changed_at: datetime


class OfferPage(msgspec.Struct, frozen=True, kw_only=True):
    """All offers of an event in their order (there are at most 40); `next` is always null."""

    items: list[OfferView]
    next: None = None


def offer_view(offer: Offer) -> OfferView:
    """One offer."""
    return OfferView(
        id=offer.id,
        kind=offer.kind.value,
        texts={code: _view(text) for code, text in offer.texts.items()},
        changed_at=offer.changed_at,
    )


def offer_page(offers: Sequence[Offer]) -> OfferPage:
    """The list."""
    return OfferPage(items=[offer_view(offer) for offer in offers])


def _text(body: OfferTextBody) -> OfferText:
    return OfferText(**{name: getattr(body, name) for name in body.__struct_fields__})


def _view(text: OfferText) -> OfferTextView:
    names = OfferTextView.__struct_fields__
    return OfferTextView(**{name: getattr(text, name) for name in names})
