"""Moving, cancelling and writing to many: those ticked, or all that match, in bounded batches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.registration.bookings.use_cases import together
from services.registration.desk.use_cases import acting, messages, taking_away
from tests.services.registration.desk.team import Team, hidden, message, team
from tests.services.registration.house import NOW, House, answer, faults

CONTACTS = "registration.contacts.v1"


@pytest.fixture
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two registrations a transaction, two transactions a request."""
    monkeypatch.setattr(acting, "CHANGED_TOGETHER_MAX", 2)
    monkeypatch.setattr(together, "CHANGED_TOGETHER_MAX", 2)
    monkeypatch.setattr(acting, "BATCHES_A_REQUEST", 2)


def sessions_of(at: Team) -> tuple[str, str]:
    """Two sessions that can be booked, one after the other."""
    first, second = (session["id"] for session in at.event["sessions"])
    return first, second


async def two_workshops(house: House, **values: Any) -> Team:
    """An event with two workshops, the second for two people."""
    starts = NOW + timedelta(days=9)
    first = {
        "title": "Rücken-Check",
        "kind": "workshop",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
    }
    second = {
        "title": "Yoga",
        "kind": "workshop",
        "starts_at": (starts + timedelta(hours=1)).isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "capacity": 2,
    }
    return await team(house, sessions=[first, second], **values)


async def changes(at: Team, **body: Any) -> Any:
    """What becomes of a request to change many."""
    async with await at.client() as client:
        made = await client.post(f"{at.path}/desk/changes", json=body)
    return await answer(made, 200)


async def statuses(house: House) -> dict[str, str]:
    """Status by name."""
    rows = await house.pool.fetch("SELECT name, status FROM booked_people")
    return {row["name"]: row["status"] for row in rows}


async def balanced(house: House) -> None:
    """Places taken equal people who hold them."""
    rows = await house.pool.fetch(
        """SELECT taken, (SELECT count(*) FROM booked_people
               WHERE status IN ('confirmed', 'offered')
                 AND (place_id = event_id OR place_id = ANY(session_ids))) AS held FROM places"""
    )
    assert [row["taken"] for row in rows] == [row["held"] for row in rows]


async def test_people_move_in_order_of_arrival_until_the_session_is_full(house: House) -> None:
    """Who finds no place keeps the old one and is counted; books stay balanced; each is noted."""
    at = await two_workshops(house)
    first, second = sessions_of(at)
    made = [await at.register(name, sessions=[first]) for name in ("Ada", "Bea", "Cem")]
    await at.register("Dora")
    body = {"matching": {}, "expected": 4, "do": "move", "leave": first, "join": second}
    done = await changes(at, **body)
    assert done == {"changed": 2, "refused": {"full": 1}, "left": 0, "next": None}
    rows = await house.pool.fetch("SELECT name, session_ids::text[] FROM booked_people")
    assert {r["name"]: r["session_ids"] for r in rows} == {
        "Ada": [second],
        "Bea": [second],
        "Cem": [first],
        "Dora": [],
    }
    await balanced(house)
    noted = await house.pool.fetch("SELECT about FROM audit_log WHERE what = 'bookings.moved'")
    assert sorted(str(row["about"]) for row in noted) == sorted(b["id"] for b in made[:2])
    told = await house.messages("registration.bookings.v1")
    assert [m["body"]["reason"] for m in told if m["body"]["version"] == 2] == ["changed"] * 2


async def test_a_party_moves_as_a_whole_or_stays(house: House) -> None:
    """Two of a party don't part because only one of them finds a place."""
    at = await two_workshops(house)
    first, second = sessions_of(at)
    await at.register("Ada", sessions=[second])
    await at.register("Ben", "Eva", email="ben@example.org", sessions=[first])
    body = {"matching": {}, "expected": 3, "do": "move", "leave": first, "join": second}
    assert (await changes(at, **body))["refused"] == {"full": 2}
    rows = await house.pool.fetch(
        "SELECT session_ids::text[] FROM booked_people WHERE name <> 'Ada'"
    )
    assert [row["session_ids"] for row in rows] == [[first], [first]]
    await balanced(house)


async def test_a_session_can_be_added_or_taken_away_for_many(house: House) -> None:
    """Without a session to leave one is added; without one to join it is dropped, nothing else."""
    at = await two_workshops(house)
    first, second = sessions_of(at)
    mia = await at.register("Mia", sessions=[first])
    ids = [mia["people"][0]["id"]]
    assert (await changes(at, person_ids=ids, do="move", join=second))["changed"] == 1
    assert (await changes(at, person_ids=ids, do="move", join=second))["changed"] == 0
    assert (await changes(at, person_ids=ids, do="move", leave=first))["changed"] == 1
    rows = await house.pool.fetch("SELECT session_ids::text[] FROM booked_people")
    assert [row["session_ids"] for row in rows] == [[second]]
    await balanced(house)


@pytest.mark.parametrize(
    ("move", "field"),
    [
        ({}, "join"),
        ({"leave": "first", "join": "first"}, "join"),
        ({"join": "confidential"}, "join"),
        ({"join": "other"}, "join"),
        ({"leave": "other"}, "leave"),
    ],
)
async def test_a_move_leads_out_of_or_into_a_session_of_the_event(
    house: House, move: dict[str, str], field: str
) -> None:
    """Nobody is moved into counselling, and a slip of the pen is told by its field."""
    at = await team(house)
    first, confidential = (s["id"] for s in at.event["sessions"])
    ids = {"first": first, "confidential": confidential, "other": str(uuid4())}
    body = {"matching": {}, "expected": 0, "do": "move"}
    async with await at.client() as client:
        asked = {**body, **{name: ids[which] for name, which in move.items()}}
        refused = await client.post(f"{at.path}/desk/changes", json=asked)
    assert list(faults(refused)) == [field]


async def test_all_that_match_are_cancelled_and_nobody_moves_up_only_to_be_cancelled(
    house: House, two_at_a_time: None
) -> None:
    """Those who wait go first, in bounded transactions; then no mail promises a place in vain."""
    at = await team(house, capacity=3, waitlist=True)
    for name in "abcdef":
        await at.register(f"Person {name}", email=f"{name}@example.org")
    done = await changes(at, matching={"search": "person"}, expected=6, do="cancel")
    assert (done["changed"], done["left"]) == (4, 2)
    done = await changes(at, matching={"search": "person"}, expected=6, do="cancel")
    assert (done["changed"], done["left"], done["next"]) == (2, 0, None)
    assert set((await statuses(house)).values()) == {"cancelled"}
    reasons = [m["body"]["reason"] for m in await house.messages("registration.bookings.v1")]
    assert sorted(reasons[6:]) == ["cancelled"] * 6
    await balanced(house)


async def test_no_further_batch_is_begun_late_in_a_request(
    house: House, two_at_a_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow day a request does less, and says how many are left; at least one batch is done."""
    monkeypatch.setattr(acting, "BEGUN_WITHIN_SECONDS", -1)
    at = await team(house)
    for name in ("Ada", "Bea", "Cem"):
        await at.register(name)
    done = await changes(at, matching={}, expected=3, do="cancel")
    assert (done["changed"], done["left"]) == (2, 1)


async def test_moves_go_on_where_the_request_before_ended(
    house: House, two_at_a_time: None
) -> None:
    """Those who found no place aren't tried again and again before the others."""
    at = await two_workshops(house)
    first, second = sessions_of(at)
    for name in ("Ada", "Bea", "Cem", "Dan", "Eva", "Fee"):
        await at.register(name, sessions=[first])
    body = {"matching": {}, "expected": 6, "do": "move", "leave": first, "join": second}
    done = await changes(at, **body)
    assert (done["changed"], done["refused"], done["left"]) == (2, {"full": 2}, 2)
    done = await changes(at, **body, after=done["next"])
    assert (done["changed"], done["refused"], done["left"]) == (0, {"full": 2}, 0)


async def test_nothing_happens_when_others_match_than_were_seen(house: House) -> None:
    """Between the second look and the click somebody has come: look again."""
    at = await team(house)
    await at.register("Mia Muster", email="mia@example.org")
    async with await at.client() as client:
        seen = await answer(await client.get(f"{at.path}/registrations/count"), 200)
        assert seen == {"people": 1, "registrations": 1, "addresses": 1, "without_address": 0}
        await at.register("Ben Beispiel")
        body = {"matching": {}, "expected": seen["people"]}
        for path, more in (
            ("desk/changes", {"do": "cancel"}),
            ("messages", {"subject": "Hallo", "text": "Guten Tag"}),
        ):
            refused = await client.post(f"{at.path}/{path}", json={**body, **more})
            assert refused.status_code == 409, refused.text
            assert refused.json()["type"].endswith("selection-changed")
    assert set((await statuses(house)).values()) == {"confirmed"}
    assert await house.messages("registration.mail-requests.v1") == []


async def test_whom_it_is_for_is_said_in_one_way_only(house: House) -> None:
    """Both ways, neither, or all without a number: refused, and never read as everybody."""
    at = await team(house)
    await at.register("Mia Muster")
    wrong: list[dict[str, Any]] = [
        {},
        {"matching": {}},
        {"person_ids": [str(uuid4())], "matching": {}, "expected": 0},
        {"matching": {"status": "odd"}, "expected": 1},
        {"matching": {"unknown": "x"}, "expected": 1},
    ]
    async with await at.client() as client:
        for body in wrong:
            answered = await client.post(f"{at.path}/desk/changes", json={**body, "do": "cancel"})
            assert answered.status_code == 422, (body, answered.text)
    assert await statuses(house) == {"Mia Muster": "confirmed"}


async def test_people_of_other_events_are_left_out(house: House) -> None:
    """An id from elsewhere does nothing, however it came here."""
    at, other = await team(house), await team(house, "company")
    mia = await other.register("Mia Muster", email="mia@example.org")
    ids = [mia["people"][0]["id"]]
    assert (await changes(at, person_ids=ids, do="cancel"))["changed"] == 0
    async with await at.client() as client:
        body = {"person_ids": ids, "subject": "Hallo", "text": "Guten Tag"}
        assert (await client.post(f"{at.path}/messages", json=body)).status_code == 409
    assert await statuses(house) == {"Mia Muster": "confirmed"}


async def test_a_message_goes_to_all_that_match_and_only_once(house: House) -> None:
    """The same message again, as a second click sends it, is answered and writes nobody."""
    at = await team(house)
    for name in ("Ada", "Bea"):
        await at.register(name, email=f"{name}@example.org")
    await at.register("Cem", email="cem@example.org")
    body = {"matching": {"search": "a"}, "expected": 3, "subject": "Hallo", "text": "Guten Tag"}
    body |= {"id": str(uuid4())}
    async with await at.client() as client:
        for _ in range(2):
            sent = await answer(await client.post(f"{at.path}/messages", json=body), 202)
            assert sent == {"recipients": 3}
    assert len(await house.messages("registration.mail-requests.v1")) == 3


async def test_limits_are_said_and_never_silent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many for one deed, one message or one file is a refusal, not a shorter list."""
    at = await team(house)
    made = [await at.register(f"Person {c}", email=f"{c}@example.org") for c in "abc"]
    monkeypatch.setattr(acting, "MATCHING_MAX", 2)
    monkeypatch.setattr(acting, "SELECTED_MAX", 2)
    monkeypatch.setattr(taking_away, "TAKEN_AWAY_MAX", 2)
    ids = [b["people"][0]["id"] for b in made]
    async with await at.client() as client:

        async def refused(response: httpx.Response) -> str:
            assert response.status_code == 409, response.text
            return str(response.json()["type"]).rpartition(":")[2]

        path = f"{at.path}/desk/changes"
        for who in ({"matching": {}, "expected": 3}, {"person_ids": ids}):
            answered = await client.post(path, json={**who, "do": "cancel"})
            assert await refused(answered) == "too-many-chosen"
        answered = await client.get(f"{at.path}/registrations/export.csv")
        assert await refused(answered) == "too-many-to-take-away"
        monkeypatch.setattr(acting, "SELECTED_MAX", 3)
        monkeypatch.setattr(messages, "RECIPIENTS_MAX", 2)
        body = {"person_ids": ids, "subject": "Hallo", "text": "Guten Tag"}
        answered = await client.post(f"{at.path}/messages", json=body)
        assert await refused(answered) == "too-many-recipients"
    assert set((await statuses(house)).values()) == {"confirmed"}


async def test_files_are_read_page_by_page_to_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is twice in a file, and nobody missing, in both orders."""
    monkeypatch.setattr(taking_away, "READ_AT_ONCE", 2)
    at = await team(house)
    for n in range(5):
        await at.register(f"Person {'abcde'[n]}")
    async with await at.client() as client:
        for order in ("arrival", "latest"):
            path = f"{at.path}/registrations/export.csv?order={order}"
            lines = (await client.get(path)).text.splitlines()[1:]
            names = [line.partition(";")[0] for line in lines]
            assert sorted(names) == [f"Person {c}" for c in "abcde"]
            assert (names == sorted(names)) == (order == "arrival")


async def test_many_registrations_are_moved_within_the_time_of_requests(
    house: House,
) -> None:
    """A thousand at most, fewer on a busy machine: the answer comes before it is given up."""
    at = await two_workshops(house, capacity=None)
    first, _ = sessions_of(at)
    await at.register("Mia Muster", email="mia@example.org")
    await house.pool.execute(
        """WITH made AS (
               INSERT INTO bookings (id, event_id, status, fill, locale, code_lookup, created_at,
                                     changed_at, contact_email, contact_id)
               SELECT gen_random_uuid(), event_id, 'confirmed', 'all_or_none', 'de', '', created_at
                   + n * interval '1 second', changed_at, 'p' || n || '@example.org',
                   gen_random_uuid()
               FROM bookings, generate_series(1, 1499) AS n RETURNING id, event_id, changed_at)
           INSERT INTO booked_people (id, booking_id, event_id, number, status, session_ids, name,
                                      changed_at)
           SELECT gen_random_uuid(), id, event_id, 1, 'confirmed', '{}', 'Name', changed_at
           FROM made"""
    )
    await house.pool.execute("UPDATE places SET taken = 1500 WHERE place_id = event_id")
    body = {"matching": {}, "expected": 1500, "do": "move", "join": first}
    done = await changes(at, **body)
    assert done["changed"] in range(100, 1001, 100)
    moved = done["changed"]
    while done["left"]:
        done = await changes(at, **body, after=done["next"])
        moved += done["changed"]
    assert moved == 1500
    await balanced(house)


async def test_a_message_reaches_colleagues_their_company_once_and_members_of_a_party(
    house: House,
) -> None:
    """Whoever has an address of their own gets the mail there; each address once."""
    at = await two_workshops(house)
    first, _ = sessions_of(at)
    contact = {"name": "Karla Kontakt", "email": "karla@example.org"}
    colleagues = [
        {"name": "Ada Eins", "email": "ada@example.org"},
        {"name": "Bea Zwei"},
        {"name": "Karla Kontakt", "email": "Karla@example.org"},
        {"name": "Cem Drei", "email": "ada@example.org"},
    ]
    body = {"company": "Bäckerei Beispiel", "contact": contact, "people": colleagues}
    party = [{"name": "Ben Bei"}, {"name": "Eva Bei", "email": "eva@example.org"}]
    async with house.client() as client:
        made = await client.post(f"{at.path}/company-registrations", json=body)
        listed = await answer(made, 201)
        body = {"contact": {"email": "ben@example.org"}, "people": party}
        await answer(await client.post(f"{at.path}/registrations", json=body), 201)
    await at.register("Ohne Adresse")
    said = {"subject": "Neuer Raum", "text": "Raum 5"}
    async with await at.client() as client:
        seen = await answer(await client.get(f"{at.path}/registrations/count"), 200)
        assert (seen["addresses"], seen["without_address"]) == (4, 1)
        chosen = {"matching": {}, "expected": 7, **said}
        sent = await answer(await client.post(f"{at.path}/messages", json=chosen), 202)
    assert sent == {"recipients": 4}
    told = [m["body"]["person_id"] for m in await house.messages("registration.mail-requests.v1")]
    contacts = {m["body"]["person_id"]: m["body"] for m in await house.messages(CONTACTS)}
    emails = sorted(contacts[id_]["email"].casefold() for id_ in told)
    assert emails == [f"{name}@example.org" for name in ("ada", "ben", "eva", "karla")]
    await house.pool.execute("UPDATE booked_people SET session_ids = ARRAY[$1::uuid]", first)
    async with await at.client() as client:
        path = f"{at.path}/registrations/count?session_id={first}"
        seen = await answer(await client.get(path), 200)
        assert (seen["addresses"], seen["without_address"]) == (4, 2)
        ids = [listed["people"][1]["id"]]
    async with await at.browser() as browser:
        for query, writes in (("", "an eine E-Mail-Adresse"), (f"?session_id={first}", "an 0 ")):
            form = {"person": ids, "do": "message", "csrf": ""}
            page = await browser.get(f"{at.pages}{query}")
            form |= hidden(page.text, f"{at.pages}/selected{query}")
            look = await browser.post(f"{at.pages}/selected{query}", data=form)
            assert writes in message(look.text), query
