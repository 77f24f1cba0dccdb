"""What search engines are told of an event: schema.org/Event as JSON-LD.

Only what the page itself shows to everybody, and less of it: no name, telephone number or address
of anybody, no join link, and of the places free, few or full.
"""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup

from services.registration.events.domain import Availability, Event, Session, Status, Text
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from services.registration.events.views import PublicEventView
from shared.web.formats import local
from shared.web.localized import said

SCHEMA = "https://schema.org"
AVAILABILITIES = {
    Availability.FREE: f"{SCHEMA}/InStock",
    Availability.FEW: f"{SCHEMA}/LimitedAvailability",
    Availability.FULL: f"{SCHEMA}/SoldOut",
}
# `<` could end the script element, `&` is taken for an entity in XHTML; both are the same in JSON.
UNSAFE = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}


PARTS_MAX = 100
AMENITIES = {
    "step_free": "Step-free access",
    "accessible_toilet": "Accessible toilet",
    "accessible_parking": "Accessible parking",
    "quiet_room": "Quiet room",
}
MODES = {
    AttendanceMode.ON_SITE: f"{SCHEMA}/OfflineEventAttendanceMode",
    AttendanceMode.ONLINE: f"{SCHEMA}/OnlineEventAttendanceMode",
    AttendanceMode.MIXED: f"{SCHEMA}/MixedEventAttendanceMode",
}


def structured_data(event: Event, view: PublicEventView, text: Text, base_url: str) -> Markup:
    """The content of a `<script type="application/ld+json">`: data, so no policy forbids it."""
    data = _event(event, view, text, base_url)
    encoded = msgspec.json.encode(data).decode()
    for character, escaped in UNSAFE.items():
        encoded = encoded.replace(character, escaped)
    return Markup(encoded)  # noqa: S704 - JSON in which nothing can end the element


def _event(event: Event, view: PublicEventView, text: Text, base_url: str) -> dict[str, Any]:
    url = f"{base_url}/e/{event.id}"
    organiser_url = f"{base_url}/calendar/{event.organiser_id}"
    cancelled = event.status is Status.CANCELLED
    hosts: list[dict[str, Any]] = [
        {"@type": "Organization", "name": view.organiser, "url": organiser_url},
        *({"@type": "Organization", "name": name} for name in view.co_organisers),
    ]
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": str(text.title),
        "startDate": local(event.starts_at, event.time_zone).isoformat(),
        "endDate": local(event.ends_at, event.time_zone).isoformat(),
        "eventStatus": f"{SCHEMA}/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": MODES[attendance_mode(event)],
        "location": _location(event, url),
        "organizer": hosts if view.co_organisers else hosts[0],
        "isAccessibleForFree": True,
    }
    if text.summary:
        data["description"] = str(text.summary)
    if view.registration_open:
        data["offers"] = _offer(event, view, url)
    if parts := [each for each in event.sessions if each.slot_of is None]:
        data["subEvent"] = [_part(each, event) for each in parts[:PARTS_MAX]]
    return data


def _part(session: Session, event: Event) -> dict[str, Any]:
    status = "EventCancelled" if session.cancelled else "EventScheduled"
    return {
        "@type": "Event",
        "eventStatus": f"{SCHEMA}/{status}",
        "name": str(said(session.texts, "title", original=session.title)),
        "startDate": local(session.starts_at, event.time_zone).isoformat(),
        "endDate": local(session.ends_at, event.time_zone).isoformat(),
    }


def _location(event: Event, url: str) -> Any:
    place = _place(event)
    virtual = {"@type": "VirtualLocation", "url": url}
    match attendance_mode(event):
        case AttendanceMode.ONLINE:
            return virtual
        case AttendanceMode.MIXED:
            return [place, virtual]
        case _:
            return place


def _place(event: Event) -> dict[str, Any]:
    address = event.address
    city = address.city if address else None
    place: dict[str, Any] = {"@type": "Place", "name": event.venue or city or "–"}
    if address is not None:
        parts = {
            "streetAddress": address.street,
            "postalCode": address.postal_code,
            "addressLocality": address.city,
            "addressCountry": address.country,
        }
        given = {name: value for name, value in parts.items() if value}
        place["address"] = {"@type": "PostalAddress", **given}
    elif event.venue:
        place["address"] = event.venue
    if event.accessibility is not None:
        place["amenityFeature"] = [
            {"@type": "LocationFeatureSpecification", "name": words, "value": value}
            for name, words in AMENITIES.items()
            if (value := getattr(event.accessibility, name)) is not None
        ]
    return place


def _offer(event: Event, view: PublicEventView, url: str) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "EUR",
        "availability": AVAILABILITIES[view.availability],
        "url": f"{url}/register",
        "validFrom": local(event.registration_opens_at, event.time_zone).isoformat(),
        "availabilityEnds": local(event.registration_closes_at, event.time_zone).isoformat(),
    }
