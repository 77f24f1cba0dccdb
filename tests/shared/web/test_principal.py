"""Who may do what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.contracts.access import Grant
from shared.errors import NotFound, WrongRole
from shared.web.principal import (
    Principal,
    is_administrator,
    reachable_events,
    reachable_organisations,
    require,
    require_administrator,
)

NOW = datetime(2027, 5, 12, 10, tzinfo=UTC)
HERE, ELSEWHERE, EVENT, OTHER_EVENT = uuid4(), uuid4(), uuid4(), uuid4()
ORGANIZERS = frozenset({"organizer"})


def staff(*grants: Grant) -> Principal:
    """A principal with these grants."""
    return Principal(uuid4(), grants, "token")


def test_the_right_role_at_the_organisation_passes() -> None:
    """Protects the good way."""
    require(
        staff(Grant(role="organizer", organisation_id=HERE)),
        roles=ORGANIZERS,
        organisation_ids=[HERE],
        event_id=EVENT,
        now=NOW,
    )


def test_an_administrator_always_passes() -> None:
    """Protects the way in for whoever runs the installation."""
    administrator = staff(Grant(role="administrator"))
    require(administrator, roles=ORGANIZERS, organisation_ids=[HERE], now=NOW)
    assert is_administrator(administrator, now=NOW)
    assert reachable_organisations(administrator, roles=ORGANIZERS, now=NOW) is None


@pytest.mark.parametrize(
    "grant",
    [
        Grant(role="administrator", organisation_id=HERE),
        Grant(role="administrator", event_id=EVENT),
        Grant(role="administrator", expires_at=NOW),
        Grant(role="organizer"),
    ],
)
def test_who_administers_a_part_does_not_administer_the_whole(grant: Grant) -> None:
    """Protects the installation from an administrator of one organisation, one day, or of old."""
    assert not is_administrator(staff(grant), now=NOW)
    with pytest.raises(WrongRole):
        require_administrator(staff(grant), now=NOW)


@pytest.mark.parametrize(
    "grant",
    [
        Grant(role="organizer", organisation_id=ELSEWHERE),
        Grant(role="organizer", organisation_id=HERE, expires_at=NOW),
        Grant(role="organizer", organisation_id=HERE, event_id=OTHER_EVENT),
        Grant(role="administrator", organisation_id=ELSEWHERE),
    ],
)
def test_strangers_do_not_learn_that_the_thing_exists(grant: Grant) -> None:
    """Protects foreign organisations: 404, not 403."""
    with pytest.raises(NotFound):
        require(staff(grant), roles=ORGANIZERS, organisation_ids=[HERE], event_id=EVENT, now=NOW)


def test_a_lesser_role_is_told_so() -> None:
    """Protects from guessing: who may see it learns that the role isn't enough."""
    with pytest.raises(WrongRole):
        require(
            staff(Grant(role="partner", organisation_id=HERE)),
            roles=ORGANIZERS,
            organisation_ids=[HERE],
            now=NOW,
        )


def test_a_grant_for_one_event_reaches_only_that_event() -> None:
    """Protects a steward's narrow right."""
    steward = staff(
        Grant(
            role="steward",
            organisation_id=HERE,
            event_id=EVENT,
            expires_at=NOW + timedelta(hours=1),
        )
    )
    roles = frozenset({"steward"})
    require(steward, roles=roles, organisation_ids=[HERE], event_id=EVENT, now=NOW)
    with pytest.raises(NotFound):
        require(steward, roles=roles, organisation_ids=[HERE], now=NOW)
    assert reachable_events(steward, roles=roles, now=NOW) == {EVENT}
    assert reachable_organisations(steward, roles=roles, now=NOW) == frozenset()
