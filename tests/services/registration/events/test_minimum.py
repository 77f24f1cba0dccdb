"""Too few people before the day of decision: the page says so, the team is written to once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.services.registration.house import NOW, House, answer

EVENTS = "/api/v1/events"
MAILS = "registration.mail-requests.v1"
DECISION = NOW + timedelta(days=8)


async def planned(house: House, **values: Any) -> tuple[str, dict[str, Any]]:
    """An event that needs two people, decided in eight days; with an organizer on either side."""
    own, other = await house.organisation("Netzwerk"), await house.organisation("Hochschule")
    for organisation in (own, other):
        async with await house.administrator() as client:
            for role in ("organizer", "steward"):
                body = {
                    "name": "Kim",
                    "email": f"{role}.{organisation['id']}@example.org",
                    "role": role,
                    "locale": "de",
                }
                path = f"/api/v1/organisations/{organisation['id']}/members"
                await answer(await client.post(path, json=body), 201)
    event = await house.event(
        own["id"],
        co_organiser_ids=[other["id"]],
        **{"minimum_participants": 2, "decide_by": DECISION.isoformat(), **values},
    )
    return str(event["id"]), own


async def register(house: House, event_id: str, count: int) -> None:
    """So many people of one party."""
    people = [{"name": f"Mira {n}", "sessions": []} for n in range(count)]
    body = {"contact": {"email": "mira@example.org"}, "people": people}
    path = f"{EVENTS}/{event_id}/registrations"
    await answer(await house.client().post(path, json=body), 201)


async def warnings(house: House) -> list[dict[str, Any]]:
    """What teams are to be told."""
    found = [m["body"] for m in await house.messages(MAILS)]
    return [body for body in found if body.get("kind") == "minimum_warning"]


async def test_the_team_is_warned_once_some_days_before(house: House) -> None:
    """Protects a decision in time: not early, not twice, every organizer, no steward."""
    event_id, _ = await planned(house)
    await register(house, event_id, 1)
    minimums = house.use_cases.minimums
    for days, warned in ((2, 0), (3, 1), (4, 0), (7, 0)):
        house.now = NOW + timedelta(days=days)
        assert await minimums.warn() == warned, days
    told = await warnings(house)
    assert len({m["person_id"] for m in told}) == len(told) == 2
    assert {(m["subject_id"], m["registered"]) for m in told} == {(event_id, 1)}
    assert {datetime.fromisoformat(m["expires_at"]) for m in told} == {DECISION}
    listed = await house.pool.fetch(
        "SELECT email FROM staff WHERE id = ANY($1::uuid[])", [m["person_id"] for m in told]
    )
    assert all(row["email"].startswith("organizer.") for row in listed)


async def test_another_day_of_decision_is_another_warning(house: House) -> None:
    """Protects teams of events that move: the new day counts."""
    event_id, _ = await planned(house)
    minimums = house.use_cases.minimums
    house.now = NOW + timedelta(days=4)
    assert await minimums.warn() == 1
    later = (DECISION + timedelta(hours=8)).isoformat()
    async with await house.administrator() as client:
        await answer(await client.patch(f"{EVENTS}/{event_id}", json={"decide_by": later}), 200)
    assert await minimums.warn() == 1
    assert await minimums.warn() == 0


async def test_nobody_is_warned_where_nothing_is_to_decide(house: House) -> None:
    """Protects from noise: enough people, no minimum, called off, overdue, or turned off."""
    enough, own = await planned(house)
    await register(house, enough, 2)
    off = (await house.event(own["id"], minimum_participants=2))["id"]
    await house.event(own["id"])
    await house.event(own["id"], minimum_participants=2, publish=False)
    async with await house.administrator() as client:
        await answer(await client.post(f"{EVENTS}/{off}/cancel"), 200)
    house.now = NOW + timedelta(days=5)
    assert await house.use_cases.minimums.warn() == 0
    house.now = DECISION
    assert await house.use_cases.minimums.warn() == 0
    assert await warnings(house) == []


async def test_the_page_says_how_many_are_missing_and_for_how_long(house: House) -> None:
    """Protects the team: figures, days left, and the way to call off or move, in good time only."""
    event_id, _ = await planned(house)
    await register(house, event_id, 1)
    own = f"/organizer/events/{event_id}"
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("administrator"))
        assert "angemeldet</strong>" not in (await client.get(own)).text
        for days, said in ((4, "Noch 4 Tage"), (7, "Noch 1 Tag "), (8, "ist da.")):
            house.now = NOW + timedelta(days=days)
            page = (await client.get(own)).text
            assert "Erst 1 von mindestens 2 angemeldet" in page, days
            assert said in page, days
            assert f'{own}/cancel"' in page
        house.now = NOW + timedelta(days=7)
        async with await house.administrator() as other:
            change = {"minimum_participants": 1}
            await answer(await other.patch(f"{EVENTS}/{event_id}", json=change), 200)
        assert "von mindestens" not in (await client.get(own)).text
