"""The form of an organisation: its fields as a body, and an organisation as fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from services.registration.organisations.bodies import OrganisationContactBody
from services.registration.organisations.domain import Carrier, OrganisationKind
from services.registration.organisations.importing.values import (
    NotOne,
    day_of,
    headcount_of,
)
from services.registration.organisations.use_cases import Whole
from shared.errors import FieldError, InvalidFields
from shared.web.pages import Form

T = TypeVar("T")
FIELDS = (
    "name",
    "kind",
    "branch",
    "headcount",
    "carrier",
    "joined_on",
    "address",
    "contact.name",
    "contact.email",
)


def shown_fields(form: Form) -> dict[str, str]:
    """What was written, to be shown again."""
    return {name: form.get(name) for name in FIELDS}


def fields_of(whole: Whole) -> dict[str, str]:
    """An organisation as its form shows it."""
    organisation, contact = whole.organisation, whole.contact
    return {
        "name": organisation.name,
        "kind": organisation.kind.value,
        "branch": organisation.branch or "",
        "headcount": "" if organisation.headcount is None else str(organisation.headcount),
        "carrier": organisation.carrier.value if organisation.carrier else "",
        "joined_on": organisation.joined_on.isoformat() if organisation.joined_on else "",
        "address": organisation.address or "",
        "contact.name": (contact.name if contact else None) or "",
        "contact.email": (contact.email if contact else None) or "",
    }


def values_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """Fields as values of a body; raises InvalidFields with every one that is none."""
    errors: list[FieldError] = []

    def value(name: str, read: Callable[[str], T]) -> T | None:
        if not fields[name]:
            return None
        try:
            return read(fields[name])
        except NotOne as fault:
            errors.append(FieldError(name, fault.reason, fault.code))
        except ValueError:
            errors.append(FieldError(name, "is none of the choices", "choice"))
        return None

    kind = value("kind", OrganisationKind)
    if not fields["kind"]:
        errors.append(FieldError("kind", "is missing", "choice"))
    carrier = value("carrier", Carrier)
    values = {
        "name": fields["name"],
        "kind": kind,
        "branch": fields["branch"] or None,
        "headcount": value("headcount", headcount_of),
        "carrier": carrier if kind is OrganisationKind.JOB_CENTRE else None,
        "joined_on": value("joined_on", day_of),
        "address": fields["address"] or None,
        "contact": OrganisationContactBody(
            name=fields["contact.name"] or None, email=fields["contact.email"] or None
        ),
    }
    if not fields["name"]:
        errors.append(FieldError("name", "is missing", "missing"))
    if errors:
        raise InvalidFields(errors)
    return values


def id_of(text: str) -> UUID | None:
    """An id from a field or an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
