"""`GET /notifications/api/v1/deliveries`: visible for those concerned, without an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.notifications.service import make_web
from shared.contracts.access import ACCESS, Grant, SessionOpened, StaffChanged
from shared.web.principal import hash_of
from tests.services.notifications.facts import (
    EVENT,
    NOW,
    ORGANISER,
    booking,
    contact,
    event,
    record,
)
from tests.services.notifications.post_office import House, settings

PATH = f"/notifications/api/v1/deliveries?event_id={EVENT}"


async def token(house: House, *grants: Grant) -> str:
    """A staff member's API token, as it reaches us through the access topic."""
    secret, staff = f"secret-{uuid4()}", uuid4()
    opened = SessionOpened(
        token_hash=hash_of(secret),
        staff_id=staff,
        expires_at=NOW + timedelta(days=1),
        kind="token",
    )
    changed = StaffChanged(staff_id=staff, version=1, grants=grants)
    await house.apply(
        record(opened, topic=ACCESS, key=f"session:{opened.token_hash}"),
        record(changed, topic=ACCESS, key=f"staff:{staff}"),
    )
    return secret


async def ask(house: House, path: str, secret: str | None) -> httpx.Response:
    """One request against the real application."""
    app: Any = make_web(settings(house.post.port), house.use_cases)
    transport = httpx.ASGITransport(app)
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path, headers=headers)


async def test_organizers_see_state_and_reason_and_nothing_personal(house: House) -> None:
    """Failure is visible; addresses and names are not."""
    booked = booking()
    await house.apply(event(), contact(booked.people[0].id), booked)
    house.post.refuse_recipients["mira@example.org"] = "550 5.7.1 <mira@example.org> go away"
    await house.send()
    answer = await ask(
        house, PATH, await token(house, Grant(role="organizer", organisation_id=ORGANISER))
    )
    assert answer.status_code == 200
    [item] = answer.json()["items"]
    assert (item["kind"], item["state"], item["reason"]) == (
        "confirmation",
        "failed",
        "refused_by_server",
    )
    assert item["smtp_status"] == "5.7.1"
    assert item["attempts"] == 1
    assert "mira" not in answer.text.lower()


async def test_pages_lead_through_all_mails_once(house: House) -> None:
    """Cursor paging: no gap, no repetition."""
    await house.apply(event(), *(booking() for _ in range(7)))
    secret = await token(house, Grant(role="administrator"))
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await ask(house, f"{PATH}&limit=3{cursor}", secret)).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 7


async def test_those_who_organise_together_see_the_same_list(house: House) -> None:
    """Protects co-organisers from asking the first organiser whether people were told."""
    other = uuid4()
    await house.apply(event(co_organiser_ids=(other,)), booking())
    for organisation_id, status in ((ORGANISER, 200), (other, 200), (uuid4(), 404)):
        secret = await token(house, Grant(role="organizer", organisation_id=organisation_id))
        assert (await ask(house, PATH, secret)).status_code == status


@pytest.mark.parametrize(
    ("grants", "status"),
    [
        ((Grant(role="auditor", organisation_id=ORGANISER),), 200),
        ((Grant(role="supervisor", organisation_id=ORGANISER),), 200),
        ((Grant(role="steward", organisation_id=ORGANISER),), 403),
        ((Grant(role="partner", organisation_id=ORGANISER),), 403),
        ((Grant(role="organizer", organisation_id=UUID(int=7)),), 404),
        ((), 404),
    ],
)
async def test_roles_decide_and_strangers_learn_nothing(
    house: House, grants: tuple[Grant, ...], status: int
) -> None:
    """403 for the wrong role, 404 for foreign organisations."""
    await house.apply(event())
    assert (await ask(house, PATH, await token(house, *grants))).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PATH.replace(str(EVENT), str(UUID(int=9))), 404),
        (PATH.replace(str(EVENT), "nonsense"), 422),
        ("/notifications/api/v1/deliveries", 422),
        (f"{PATH}&cursor=-1", 422),
        (f"{PATH}&cursor={'9' * 30}", 422),
        (f"{PATH}&limit=0", 422),
        (f"{PATH}&limit=5000", 422),
    ],
)
async def test_bad_input_is_named_not_a_fault(house: House, path: str, status: int) -> None:
    """RFC 9457 for every malformed question."""
    await house.apply(event())
    answer = await ask(house, path, await token(house, Grant(role="administrator")))
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_without_a_token_there_is_no_answer(house: House) -> None:
    """401 before anything else."""
    assert (await ask(house, PATH, None)).status_code == 401
    assert (await ask(house, PATH, "unknown")).status_code == 401
