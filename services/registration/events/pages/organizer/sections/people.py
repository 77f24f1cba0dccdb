"""Who organises with whom, and whom guests may ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.registration.events.domain import Event
from services.registration.events.pages.organizer.sections.section import Fields, Section
from shared.web.faults import Faults
from shared.web.languages import mark
from shared.web.pages import Form

NAMES = ["contact.name", "contact.phone", "contact.email", "co_organiser_ids", "partner_ids"]


def _shown(event: Event) -> Fields:
    contact = event.contact
    return [
        ("contact.name", contact.name if contact else ""),
        ("contact.phone", (contact.phone if contact else None) or ""),
        ("contact.email", (contact.email if contact else None) or ""),
        *(("co_organiser_ids", str(id_)) for id_ in sorted(event.co_organiser_ids)),
        *(("partner_ids", str(id_)) for id_ in sorted(event.partner_ids)),
    ]


def _patch(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    contact = {name: form.get(f"contact.{name}") or None for name in ("name", "phone", "email")}
    if any(contact.values()) and not contact["name"]:
        faults.add("contact.name", "is missing", "missing")
        contact["name"] = "?"
    return {
        "contact": contact if any(contact.values()) else None,
        "co_organiser_ids": _chosen(form, "co_organiser_ids", event.co_organiser_ids),
        "partner_ids": _chosen(form, "partner_ids", event.partner_ids),
    }


def _chosen(form: Form, name: str, present: Sequence[UUID]) -> list[str]:
    """What is ticked: first what was there, in its order."""
    chosen = list(dict.fromkeys(form.all(name)))
    kept = [str(id_) for id_ in present if str(id_) in chosen]
    return [*kept, *(id_ for id_ in chosen if id_ not in kept)]


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
        "co_organiser_ids": mark("Gemeinsam mit"),
        "partner_ids": mark("Partner"),
    },
    gap=lambda event: (
        None if event.contact else mark("Gäste wissen noch nicht, wen sie fragen können.")
    ),
)
