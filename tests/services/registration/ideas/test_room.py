"""What phones in the room can do, and what they can't."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from services.registration.ideas.domain import IDEAS_PER_DEVICE_MAX
from services.registration.ideas.use_cases import event_forgotten
from shared.database.pool import transaction
from tests.services.registration.house import House, answer, faults
from tests.services.registration.ideas.rooms import gather

PHONES, IDEAS_EACH, POINTS = 100, 3, 5
TOGETHER = 25


async def test_a_hundred_phones_send_and_weigh_ideas_and_every_point_counts(house: House) -> None:
    """Protects scenario 1: 100 phones behind one address, 3 ideas and 5 points each, right sums."""
    gathering = await gather(house)
    turns = asyncio.Semaphore(TOGETHER)
    expected: Counter[str] = Counter()

    async def send(number: int) -> None:
        async with turns:
            phone = phones[number]
            for n, category in enumerate(gathering.categories):
                await phone.idea(category, f"Idee {n} von Gerät {number}")

    async def weigh(number: int) -> None:
        async with turns:
            for n in range(POINTS):
                target = ideas[(number * number + n * 7) % 40]
                mine = given[number][target] = given[number][target] + 1
                assert (await phones[number].give(target, mine)).status_code == 200
                expected[target] += 1

    phones = [await gathering.phone() for _ in range(PHONES)]
    await asyncio.gather(*(send(number) for number in range(PHONES)))
    ideas = [idea["id"] for idea in (await gathering.list("time"))["items"]]
    assert len(set(ideas)) == PHONES * IDEAS_EACH
    given: list[Counter[str]] = [Counter() for _ in phones]
    await asyncio.gather(*(weigh(number) for number in range(PHONES)))
    found = await gathering.list()
    assert {i["id"]: i["points"] for i in found["items"] if i["points"]} == dict(expected)
    assert sum(expected.values()) == found["points"] == PHONES * POINTS
    assert found["devices"] == PHONES
    weights = [idea["points"] for idea in found["items"]]
    assert weights == sorted(weights, reverse=True)


async def test_clicks_at_the_same_time_spend_no_point_twice(house: House) -> None:
    """Protects the budget: ten taps at once from one phone give at most five points."""
    gathering = await gather(house)
    phone = await gathering.phone()
    ideas = [await phone.idea(gathering.categories[0], f"Idee {n}") for n in range(10)]
    answers = await asyncio.gather(*(phone.give(idea, 1) for idea in ideas))
    assert Counter(a.status_code for a in answers) == {200: 5, 409: 5}
    assert (await gathering.list())["points"] == 5
    assert (await phone.room())["left"] == 0


async def test_a_tap_sent_twice_counts_once_and_points_can_move(house: House) -> None:
    """Protects bad Wi-Fi: the number is the whole; what is taken back can be given elsewhere."""
    gathering = await gather(house)
    phone, other = await gathering.phone(), await gathering.phone()
    one = await phone.idea(gathering.categories[0], "Rückenkurs")
    two = await phone.idea(gathering.categories[0], "Obstkorb")
    await asyncio.gather(*(phone.give(one, 3) for _ in range(4)), other.give(one, 2))
    assert [i["points"] for i in (await gathering.list())["items"]] == [5, 0]
    assert (await answer(await phone.give(two, 3), 409))["type"].endswith("no-points-left")
    assert await answer(await phone.give(one, 1), 200) == {"left": 4}
    assert await answer(await phone.give(two, 3), 200) == {"left": 1}
    assert {i["text"]: i["points"] for i in (await gathering.list())["items"]} == {
        "Rückenkurs": 3,
        "Obstkorb": 3,
    }


async def test_an_idea_sent_again_is_kept_once(house: House) -> None:
    """Protects from double ideas: same key same answer, also at once; other words are refused."""
    gathering = await gather(house)
    phone = await gathering.phone()
    category = gathering.categories[0]
    twins = await asyncio.gather(*(phone.send(category, "Obstkorb", "k1") for _ in range(5)))
    assert {twin.status_code for twin in twins} == {201}
    assert len({twin.json()["id"] for twin in twins}) == 1
    await gathering.patch(twins[0].json()["id"], text="Obstkorb für alle")
    assert (await phone.send(category, "Obstkorb", "k1")).status_code == 201
    again = await phone.send(category, "Gemüsekorb", "k1")
    assert (await answer(again, 422))["type"].endswith("submission-reused")
    assert [i["text"] for i in (await gathering.list())["items"]] == ["Obstkorb für alle"]


async def test_nobody_comes_in_without_the_code(house: House) -> None:
    """Protects the room: the id of an event is public, its code is on the screen only."""
    gathering = await gather(house)
    client = house.client()
    wrong = f"{(int(gathering.collection['code']) + 1) % 10**8:08d}"
    assert (await client.post(f"{gathering.base}/devices", json={"code": wrong})).status_code == 404
    for secret in (None, "made-up", "A" * 22 + "." + "0" * 32):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        assert (await client.get(f"{gathering.base}/room", headers=headers)).status_code == 401
    elsewhere = await gather(house)
    body = {"code": gathering.collection["code"]}
    assert (await client.post(f"{elsewhere.base}/devices", json=body)).status_code == 404


async def test_bad_ideas_are_refused_with_the_field_named(house: House) -> None:
    """Protects the screen: no links, not too long, not empty, no category of another event."""
    gathering, elsewhere = await gather(house), await gather(house)
    phone = await gathering.phone()
    category = gathering.categories[0]
    for text in ("Kommt zu www.example.org", "x" * 281, " \n ", "böse\u202etxet"):
        assert list(faults(await phone.send(category, text))) == ["text"]
    assert list(faults(await phone.send(elsewhere.categories[0], "Obst"))) == ["category_id"]
    assert (await phone.send(category, "x" * 280)).status_code == 201


async def test_one_phone_is_held_up_and_the_room_behind_the_same_address_is_not(
    house: House,
) -> None:
    """Protects from floods without locking out a room that shares one address."""
    gathering = await gather(house)
    flood, neighbour = await gathering.phone(), await gathering.phone()
    statuses = [
        (await flood.send(gathering.categories[0], f"Nr. {n}")).status_code for n in range(12)
    ]
    assert statuses == [201] * 10 + [429] * 2
    assert (await neighbour.send(gathering.categories[0], "Obstkorb")).status_code == 201
    for n in range(IDEAS_PER_DEVICE_MAX):
        house.now += timedelta(seconds=30)
        last = await flood.send(gathering.categories[0], f"Später {n}")
    assert (await answer(last, 409))["type"].endswith("collection-full")


async def test_codes_can_not_be_tried_out(house: House) -> None:
    """Protects the code: after some hundred wrong ones an address has to wait, others don't."""
    gathering = await gather(house)
    client = house.client(**{"X-Forwarded-For": "198.51.100.9"})
    statuses = set()
    for _ in range(130):
        found = await client.post(f"{gathering.base}/devices", json={"code": "0000 0000"})
        statuses.add(found.status_code)
    assert statuses == {404, 429}
    assert await gathering.phone()


async def test_weights_are_told_to_phones_after_closing_only(house: House) -> None:
    """Protects from following the crowd; afterwards everybody in the room sees the result."""
    gathering = await gather(house)
    phone, other = await gathering.phone(), await gathering.phone()
    idea = await phone.idea(gathering.categories[0], "Obstkorb")
    await other.give(idea, 4)
    [seen] = (await phone.room())["items"]
    assert (seen["points"], seen["mine"], seen["own"]) == (None, 0, True)
    await answer(await gathering.organizer.post(f"{gathering.base}/close"), 200)
    after = await other.room()
    assert (after["open"], after["items"][0]["points"], after["items"][0]["mine"]) == (False, 4, 4)
    for late in (await phone.send(gathering.categories[0], "Zu spät"), await phone.give(idea, 1)):
        assert (await answer(late, 409))["type"].endswith("collection-closed")


async def test_nothing_stored_says_whose_phone_it_was(house: House) -> None:
    """Protects anonymity: no token and no address in the tables, other hashes at other events."""
    gathering, elsewhere = await gather(house), await gather(house)
    phone = await gathering.phone("203.0.113.99")
    idea = await phone.idea(gathering.categories[0], "Obstkorb")
    await phone.give(idea, 2)
    secret = phone.client.headers["Authorization"].removeprefix("Bearer ")
    client = house.client(secret)
    body = {"category_id": elsewhere.categories[0], "text": "Obstkorb"}
    await answer(await client.post(elsewhere.base, json=body), 201)
    rows = await house.pool.fetch("SELECT event_id, device, ideas::text AS row FROM ideas")
    points = await house.pool.fetch("SELECT idea_points::text AS row FROM idea_points")
    assert len({row["device"] for row in rows}) == 2
    for row in (*rows, *points):
        assert secret not in row["row"]
        assert "203.0.113" not in row["row"]
    waiting = await house.pool.fetch("SELECT body FROM outbox")
    assert all(b"Obstkorb" not in (row["body"] or b"") for row in waiting)


async def test_ideas_end_as_the_organizer_chose(house: House) -> None:
    """Protects retention: with the event, after days by the clock, or kept without devices."""
    with_event = await gather(house)
    days = await gather(house, retention="days", retention_days=30)
    kept = await gather(house, retention="kept")
    for gathering in (with_event, days, kept):
        phone = await gathering.phone()
        await phone.give(await phone.idea(gathering.categories[0], "Obstkorb"), 3)
        await gathering.organizer.post(f"{gathering.base}/close")
    house.now += timedelta(days=29)
    assert await house.use_cases.ideas.delete_due() == 0
    house.now += timedelta(days=2)
    assert await house.use_cases.ideas.delete_due() == 1
    assert await house.use_cases.ideas.delete_due() == 0
    assert (await days.list())["items"] == []
    async with transaction(house.pool) as tx:
        for gathering in (with_event, days, kept):
            await event_forgotten(tx, gathering.event["id"])
    assert (await with_event.list())["items"] == []
    [idea] = (await kept.list())["items"]
    assert (idea["text"], idea["points"]) == ("Obstkorb", 3)
    assert await house.pool.fetchval("SELECT count(*) FROM idea_points") == 0
    assert await house.pool.fetchval("SELECT count(*) FROM ideas WHERE device IS NOT NULL") == 0
