"""Kinds of offers as words on the screen, with the examples organizers know them by."""

from __future__ import annotations

from services.registration.offers.domain import OfferKind
from shared.web.languages import gettext, mark

KINDS = {
    OfferKind.PROGRAMME: mark("Begleitprogramm"),
    OfferKind.OPEN_AIR: mark("Bewegung im Freien"),
    OfferKind.COURSE: mark("Kurs"),
    OfferKind.COUNSELLING: mark("Beratung"),
    OfferKind.SELF_HELP: mark("Selbsthilfe und Treffpunkt"),
    OfferKind.CLUB: mark("Verein"),
    OfferKind.DIGITAL: mark("Online-Angebot"),
    OfferKind.OTHER: mark("Weiteres Angebot"),
}
EXAMPLES = {OfferKind.PROGRAMME: "teamw()rk, AktivA", OfferKind.OPEN_AIR: "Fit im Park"}


def offer_kind(kind: OfferKind) -> str:
    """The kind for whoever reads the list."""
    return gettext(KINDS[kind])


def kind_choices() -> list[tuple[str, str]]:
    """Value and label for the organizer's choice."""
    return [
        (kind.value, f"{label} ({EXAMPLES[kind]})" if kind in EXAMPLES else label)
        for kind in OfferKind
        for label in [offer_kind(kind)]
    ]
