"""Where an event takes place, as its pages say it: address and accessibility in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.registration.events.domain import Accessibility, Event, PostalAddress
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from shared.web.languages import gettext, mark
from shared.web.localized import Said, said

FEATURES: Mapping[str, tuple[str, str]] = {
    "step_free": (mark("Ohne Stufen erreichbar"), mark("Nicht ohne Stufen erreichbar")),
    "accessible_toilet": (mark("Barrierefreie Toilette"), mark("Keine barrierefreie Toilette")),
    "accessible_parking": (mark("Behindertenparkplatz"), mark("Kein Behindertenparkplatz")),
    "quiet_room": (mark("Ruhiger Raum"), mark("Kein ruhiger Raum")),
    "sign_language": (mark("In Gebärdensprache"), mark("Keine Gebärdensprache")),
}
"""What is there, and what isn't; the fields of Accessibility that are yes or no."""
MODES: Mapping[AttendanceMode, str] = {
    AttendanceMode.ONLINE: mark("online"),
    AttendanceMode.MIXED: mark("vor Ort und online"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What the page says of the place. `features`: words, and whether it is there."""

    mode: str | None
    venue: str | None
    address: tuple[str, ...]
    features: tuple[tuple[str, bool], ...]
    public_transport: str | None
    directions: Said | None
    accessibility: Said | None

    @property
    def has_directions(self) -> bool:
        """Whether there is anything to say of the way."""
        return bool(self.venue or self.address or self.directions or self.public_transport)

    @property
    def has_accessibility(self) -> bool:
        """Whether anybody has said anything."""
        return bool(self.features or self.accessibility)


def place_of(event: Event) -> Place:
    """The place in the language of this request."""
    access = event.accessibility or Accessibility()
    mode = MODES.get(attendance_mode(event))
    return Place(
        mode=gettext(mode) if mode else None,
        venue=event.venue,
        address=address_lines(event.address),
        features=tuple(features(access)),
        public_transport=access.public_transport,
        directions=said(event.texts, "directions"),
        accessibility=said(event.texts, "accessibility", original=access.notes),
    )


def address_lines(address: PostalAddress | None) -> tuple[str, ...]:
    """Street, then postal code and town; the country only where it isn't Germany."""
    if address is None:
        return ()
    town = " ".join(filter(None, (address.postal_code, address.city)))
    country = address.country if address.country != "DE" else None
    return tuple(filter(None, (address.street, town, country)))


def features(access: Accessibility) -> list[tuple[str, bool]]:
    """What is there and what isn't, in words; left out is what nobody has said."""
    found: list[tuple[str, bool]] = []
    for name, (there, missing) in FEATURES.items():
        value: Any = getattr(access, name)
        if value is not None:
            found.append((gettext(there if value else missing), value))
    return sorted(found, key=lambda each: not each[1])
