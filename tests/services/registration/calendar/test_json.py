"""Public calendars for programs: whose events, which, in pages, and nothing that should stay in."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tests.services.registration.calendar.conftest import Network
from tests.services.registration.house import NOW, faults


async def test_a_network_shows_its_own_events_and_all_below_it(network: Network) -> None:
    """Protects the calendar of a network: members and their branches, in order of time."""
    await network.plan(network.member, "Rückentag", 12)
    await network.plan(network.top, "Auftakt", 10)
    await network.plan(network.grandchild, "Pausenkick", 11)
    assert await network.titles(network.top) == ["Auftakt", "Pausenkick", "Rückentag"]
    assert await network.titles(network.member) == ["Pausenkick", "Rückentag"]
    assert await network.titles(network.grandchild) == ["Pausenkick"]


async def test_who_organises_together_shows_it_both(network: Network) -> None:
    """Protects joint events: they stand once in the calendar of each who organises them."""
    other = (await network.house.organisation("Stadt Jena"))["id"]
    both = [network.member, network.grandchild]
    await network.plan(other, "Gemeinsam", co_organiser_ids=both)
    await network.plan(other, "Allein", days=11)
    assert await network.titles(network.grandchild) == ["Gemeinsam"]
    assert await network.titles(network.top) == ["Gemeinsam"]
    assert await network.titles(other) == ["Gemeinsam", "Allein"]


async def test_only_what_was_published_and_is_not_over_is_shown(network: Network) -> None:
    """Protects drafts, also called-off ones, and readers from what is past."""
    house = network.house
    await network.plan(network.top, "Entwurf", publish=False)
    never = await network.plan(network.top, "Verworfen", publish=False)
    off = await network.plan(network.top, "Abgesagt", 11)
    over = await network.plan(network.top, "Vorbei", 1)
    async with await house.administrator() as client:
        for event in (never, off):
            await client.post(f"/api/v1/events/{event['id']}/cancel")
        await client.post(f"/api/v1/events/{over['id']}/close")
    house.now = NOW + timedelta(days=2)
    answer = await network.get(f"/api/v1/organisations/{network.top}/calendar")
    assert [(e["title"], e["status"]) for e in answer.json()["items"]] == [
        ("Abgesagt", "cancelled")
    ]


async def test_the_calendar_comes_in_pages(network: Network) -> None:
    """Protects phones and clients: no event twice, none left out, also at the same hour."""
    for number in range(5):
        await network.plan(network.top, f"Tag {number}", 10 + number // 2)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        answer = await network.get(f"/api/v1/organisations/{network.top}/calendar{query}")
        found += [item["title"] for item in answer.json()["items"]]
        cursor = answer.json()["next"]
    assert len(found) == 5
    assert sorted(found) == [f"Tag {number}" for number in range(5)]


async def test_filters_are_by_kind_words_and_free_places(network: Network) -> None:
    """Protects finding: every word must occur somewhere, and signs of LIKE are plain signs."""
    full = await network.plan(network.top, "Erste Hilfe", 10, capacity=1, venue="Jena, Paradies")
    await network.plan(network.top, "Yoga 100%", 11, kind="health_day", venue="Weimar")
    await network.plan(network.member, "Kochen", 12, texts={"en": {"title": "Cooking"}})
    await network.plan(network.top, "Nicht gelistet", 13, listed=False)
    not_yet = (NOW + timedelta(days=1)).isoformat()
    await network.plan(network.top, "Noch zu", 13, registration_opens_at=not_yet)
    async with network.house.client() as client:
        body = {"contact": {}, "people": [{"name": "Anna"}]}
        await client.post(f"/api/v1/events/{full['id']}/registrations", json=body)
    for query, titles in {
        "?kind=health_day": ["Yoga 100%"],
        "?q=jena": ["Erste Hilfe"],
        "?q=hilfe%20JENA": ["Erste Hilfe"],
        "?q=hilfe%20weimar": [],
        "?q=bäckerei": ["Kochen"],
        "?q=cooking": ["Kochen"],
        "?q=100%25": ["Yoga 100%"],
        "?q=%25": ["Yoga 100%"],
        "?q=_": [],
        "?free=true": ["Yoga 100%", "Kochen"],
        "?free=true&limit=1": ["Yoga 100%"],
    }.items():
        assert await network.titles(network.top, query) == titles, query


async def test_a_page_of_free_ones_goes_on_behind_the_full_ones(network: Network) -> None:
    """Protects the filter across pages: full events take no place on a page."""
    for number in range(3):
        event = await network.plan(network.top, f"Voll {number}", 10 + number, capacity=1)
        async with network.house.client() as client:
            body = {"contact": {}, "people": [{"name": "Anna"}]}
            await client.post(f"/api/v1/events/{event['id']}/registrations", json=body)
    await network.plan(network.top, "Frei 1", 14)
    await network.plan(network.top, "Frei 2", 15)
    answer = await network.get(f"/api/v1/organisations/{network.top}/calendar?free=true&limit=1")
    assert [item["title"] for item in answer.json()["items"]] == ["Frei 1"]
    following = answer.json()["next"]
    assert following is not None
    rest = await network.titles(network.top, f"?free=true&limit=1&cursor={following}")
    assert rest == ["Frei 2"]


async def test_places_are_words_and_nobody_is_named(network: Network) -> None:
    """Protects disclosure: one registration changes nothing; no contact, no join link."""
    await network.plan(
        network.top, "Auftakt", capacity=173, join_url="https://treffen.example.org/x"
    )
    path = f"/api/v1/organisations/{network.top}/calendar"
    before = await network.get(path)
    async with network.house.client() as client:
        body = {"contact": {}, "people": [{"name": "Anna"}]}
        event_id = before.json()["items"][0]["id"]
        made = await client.post(f"/api/v1/events/{event_id}/registrations", json=body)
        assert made.status_code == 201
    assert (await network.get(path)).content == before.content
    assert before.json()["items"][0]["availability"] == "free"
    assert before.json()["items"][0]["attendance_mode"] == "mixed"
    for secret in ("173", "Büro der Initiative", "123456", "treffen.example.org"):
        assert secret not in before.text


async def test_who_has_the_page_already_gets_a_short_answer(network: Network) -> None:
    """Protects sites that ask often: ETag and 304, and any site's script may read it."""
    await network.plan(network.top, "Auftakt")
    path = f"/api/v1/organisations/{network.top}/calendar"
    first = await network.get(path)
    assert first.headers["cache-control"] == "public, max-age=60"
    assert first.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in first.headers
    again = await network.get(path, **{"if-none-match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    await network.plan(network.top, "Noch eins")
    changed = await network.get(path, **{"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_what_makes_no_sense_is_named(network: Network) -> None:
    """Protects clients: bad filters are 422 with the field, unknown organisations 404."""
    path = f"/api/v1/organisations/{network.top}/calendar"
    assert "kind" in faults(await network.get(f"{path}?kind=party"))
    assert "limit" in faults(await network.get(f"{path}?limit=101"))
    assert "cursor" in faults(await network.get(f"{path}?cursor=%3F%3F"))
    assert (await network.get(f"/api/v1/organisations/{uuid4()}/calendar")).status_code == 404
    for ending in ("", "/feed.ics", "/embed"):
        assert (await network.get(f"/calendar/{uuid4()}{ending}")).status_code == 404


async def test_an_event_comes_with_its_address(network: Network) -> None:
    """Protects calendars elsewhere: with the house alone nobody finds the door."""
    address = {"street": "Markt 1", "postal_code": "07743", "city": "Jena"}
    await network.plan(network.top, "Auftakt", venue="Rathaus", address=address)
    answer = await network.get(f"/api/v1/organisations/{network.top}/calendar")
    [shown] = answer.json()["items"]
    assert shown["venue"] == "Rathaus"
    assert shown["address"] == {**address, "country": "DE"}
