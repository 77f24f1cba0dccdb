"""registration.organisations.v1: who organises, takes part and receives reports."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic


class Member(Message, frozen=True, kw_only=True):
    """A staff member of an organisation; `role` is an open string (see glossary: staff roles)."""

    staff_id: UUID
    role: str
    locale: str = "de"


class OrganisationChanged(Message, frozen=True, kw_only=True):
    """Full state of an organisation after a change.

    `kind`: network, company, job_centre, employment_agency, insurer, university, municipality,
    association. `size_class`: `<10`, `10-49`, `50-99`, `100-249`, `250-499`, `500-1499`, `>=1500`
    or None where the headcount is unknown; the headcount itself stays in registration.
    """

    id: UUID
    version: int
    name: str
    kind: str
    parent_id: UUID | None = None
    branch: str | None = None
    size_class: str | None = None
    carrier: str | None = None
    joined_on: str | None = None
    members: tuple[Member, ...] = ()


ORGANISATIONS = Topic(
    name="registration.organisations.v1",
    key="organisation id",
    description="Organisations with their members' staff ids and roles.",
    producer="registration",
    consumers=("notifications", "reporting"),
    cleanup=Cleanup.COMPACT,
    messages={"auftakt.registration.organisation-changed.v1": OrganisationChanged},
)
