"""Organisations, as messages."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.registration.organisations.domain import Organisation
from shared.contracts.organisations import ORGANISATIONS, Member, OrganisationChanged
from shared.messaging.outbox import OutgoingMessage


def organisation_changed(
    organisation: Organisation, members: Iterable[tuple[UUID, str, str]]
) -> OutgoingMessage:
    """An organisation with its members (staff id, role, locale); the headcount stays here."""
    body = OrganisationChanged(
        id=organisation.id,
        version=organisation.version,
        name=organisation.name,
        kind=organisation.kind.value,
        parent_id=organisation.parent_id,
        branch=organisation.branch,
        size_class=organisation.size_class,
        carrier=organisation.carrier.value if organisation.carrier else None,
        joined_on=organisation.joined_on.isoformat() if organisation.joined_on else None,
        members=tuple(Member(staff_id=id_, role=role, locale=loc) for id_, role, loc in members),
    )
    return OutgoingMessage(ORGANISATIONS, str(organisation.id), body)
