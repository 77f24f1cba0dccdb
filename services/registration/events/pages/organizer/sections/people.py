"""Who organises with whom, and whom guests may ask."""

from __future__ import annotations

from typing import Any

from services.registration.events.domain import Event
from services.registration.events.pages.organizer.sections.section import Fields, Section
from shared.web.faults import Faults
from shared.web.languages import mark
from shared.web.pages import Form

NAMES = ["contact.name", "contact.phone", "contact.email", "partner_ids"]


def _shown(event: Event) -> Fields:
    contact = event.contact
    return [
        ("contact.name", contact.name if contact else ""),
        ("contact.phone", (contact.phone if contact else None) or ""),
        ("contact.email", (contact.email if contact else None) or ""),
        *(("partner_ids", str(id_)) for id_ in sorted(event.partner_ids)),
    ]


def _patch(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    contact = {name: form.get(f"contact.{name}") or None for name in ("name", "phone", "email")}
    if any(contact.values()) and not contact["name"]:
        faults.add("contact.name", "is missing", "missing")
        contact["name"] = "?"
    chosen = list(dict.fromkeys(form.all("partner_ids")))
    kept = [str(id_) for id_ in event.partner_ids if str(id_) in chosen]
    return {
        "contact": contact if any(contact.values()) else None,
        "partner_ids": [*kept, *(id_ for id_ in chosen if id_ not in kept)],
    }


PEOPLE = Section(
    slug="people",
    title=mark("Partner und Kontakt"),
    lead=mark("Wer mitmacht, wer den Bericht bekommt und wen Gäste fragen können."),
    names=lambda _: NAMES,
    shown=_shown,
    patch=_patch,
    labels={
        "contact.name": mark("Name oder Stelle"),
        "contact.phone": mark("Telefon"),
        "contact.email": mark("E-Mail-Adresse"),
        "partner_ids": mark("Partner"),
    },
    gap=lambda event: (
        None if event.contact else mark("Gäste wissen noch nicht, wen sie fragen können.")
    ),
)
