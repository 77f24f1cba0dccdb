"""How many sessions a person chooses, and until when people change by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.registration.bookings.test_pages import hidden
from tests.services.registration.desk.team import Team, message, team
from tests.services.registration.house import NOW, House, answer, faults


def part(hour: int, **values: Any) -> dict[str, Any]:
    """A workshop of one hour on the day of the event."""
    starts_at = NOW + timedelta(days=9, hours=hour)
    return {
        "title": f"Teil {hour}",
        "kind": "workshop",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=1)).isoformat(),
        **values,
    }


async def limited(house: House, **values: Any) -> tuple[Team, list[str]]:
    """An event where everybody chooses two of three workshops; the fourth part is drop-in."""
    parts = [part(0), part(1), part(2), part(3, drop_in=True)]
    limits = {"sessions_least": 2, "sessions_most": 2, **values}
    at = await team(house, sessions=parts, **limits)
    return at, [session["id"] for session in at.event["sessions"]]


async def test_a_choice_of_too_few_or_too_many_sessions_is_refused_by_its_field(
    house: House,
) -> None:
    """Drop-in stations don't count; each of several choices is named; the form says it in words."""
    at, (one, two, three, drop_in) = await limited(house)
    path = f"{at.path}/registrations"
    async with house.client() as client:
        for sessions, reason in (
            ([one, drop_in], "choose at least 2 sessions"),
            ([one, two, three], "choose at most 2 sessions"),
        ):
            people: list[dict[str, Any]] = [{"name": "Ada", "sessions": sessions}]
            found = faults(await client.post(path, json={"people": people}))
            assert found == {"people[0].sessions": reason}
        people = [{"name": "Ada", "sessions": [], "sessions_any": [[one, two], [three]]}]
        found = faults(await client.post(path, json={"people": people}))
        assert found == {"people[0].sessions_any[1]": "choose at least 2 sessions"}
        form = await client.get(f"/e/{at.event['id']}/register")
        assert "mindestens 2 und höchstens 2" in message(form.text)
        data = {**hidden(form.text), "do": "register", "people[0].name": "Ada"}
        refused = await client.post(f"/e/{at.event['id']}/register", data=data)
        assert "Bitte wählen Sie mindestens 2 Angebote." in message(refused.text)
    made = await at.register("Ada", sessions=[one, two, drop_in])
    async with house.client(made["manage_token"]) as client:
        body = {"people": [{"id": made["people"][0]["id"], "sessions": [one]}]}
        refused = await client.patch(f"/api/v1/registrations/{made['id']}", json=body)
        assert list(faults(refused)) == ["people[0].sessions"]
    async with await at.client() as client:
        moved = await client.patch(f"/api/v1/registrations/{made['id']}", json=body)
        await answer(moved, 200)


async def test_nobody_has_to_choose_more_sessions_than_there_are(house: House) -> None:
    """A programme that is still short lets people register."""
    at = await team(house, sessions=[part(0)], sessions_least=3)
    await at.register("Ada", sessions=[at.event["sessions"][0]["id"]])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sessions_least": 3, "sessions_most": 2}, "sessions_least"),
        ({"changes_until": (NOW + timedelta(days=99)).isoformat()}, "changes_until"),
    ],
)
async def test_limits_that_contradict_themselves_are_named(
    house: House, values: dict[str, Any], field: str
) -> None:
    """For the organizer who plans them."""
    at = await team(house)
    async with await at.client() as client:
        assert list(faults(await client.patch(at.path, json=values))) == [field]


async def test_after_the_deadline_only_the_team_changes_and_the_page_says_whom_to_call(
    house: House,
) -> None:
    """409 for manage tokens; giving up by staff goes on."""
    until = NOW + timedelta(days=2)
    contact = {"name": "Infobüro", "phone": "03641 123"}
    at = await team(house, changes_until=until.isoformat(), contact=contact, sessions=[])
    made = await at.register("Ada")
    path = f"/api/v1/registrations/{made['id']}"
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        assert "Das können Sie bis" in (await client.get("/my/registration")).text
        house.now = until
        page = await client.get("/my/registration")
        assert "Infobüro, 03641 123" in message(page.text)
        assert 'value="cancel"' not in page.text
        data = {"csrf_token": hidden(page.text)["csrf_token"], "do": "cancel"}
        assert (await client.post("/my/registration", data=data)).status_code == 409
    async with house.client(made["manage_token"]) as client:
        refused = await answer(await client.delete(path), 409)
        assert refused["type"].endswith("changes-over")
        body = {"people": [{"id": made["people"][0]["id"], "sessions": []}]}
        await answer(await client.patch(path, json=body), 409)
    async with await at.client() as client:
        assert (await client.delete(path)).status_code == 204
