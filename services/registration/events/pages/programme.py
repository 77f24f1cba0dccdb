"""Slots and places of an event's sessions, counted for its pages."""

from __future__ import annotations

from uuid import UUID

from services.registration.events.domain import Event


def slot_counts(event: Event) -> dict[UUID, int]:
    """How many time slots each divided session has."""
    counts: dict[UUID, int] = {}
    for session in event.sessions:
        if session.slot_of:
            counts[session.slot_of] = counts.get(session.slot_of, 0) + 1
    return counts


def places(event: Event) -> dict[UUID, int]:
    """Places of each session that has a limit: its own, or those of its time slots together."""
    found = {s.id: s.capacity for s in event.sessions if s.capacity and s.slot_of is None}
    for slot in event.sessions:
        if slot.slot_of and slot.capacity:
            found[slot.slot_of] = found.get(slot.slot_of, 0) + slot.capacity
    return found
