"""Where an event takes place, and what people must know who can't just walk in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """The address of the venue, in parts. `country`: ISO 3166-1 alpha-2."""

    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str = "DE"


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What is there and what is not; None: nobody has said.

    `accessible_toilet` and `accessible_parking` as in DIN 18040-1. `public_transport` and `notes`
    are words for readers; translations of the notes stand in the texts of the event.
    """

    step_free: bool | None = None
    accessible_toilet: bool | None = None
    accessible_parking: bool | None = None
    quiet_room: bool | None = None
    sign_language: bool | None = None
    public_transport: str | None = None
    notes: str | None = None
