"""Calendar programs that subscribe: the same entry for ever, newer versions, cancellations."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime

from icalendar import Calendar

from tests.services.registration.calendar.conftest import Network
from tests.services.registration.house import NOW


async def test_a_changed_event_replaces_its_entry(network: Network) -> None:
    """Protects calendars of subscribers: the UID stays, SEQUENCE rises with the version."""
    event = await network.plan(network.member, "Rückentag")
    uid = f"{event['id']}@auftakt"
    before = (await network.feed(network.top))[uid]
    network.house.now = NOW + timedelta(hours=5)
    async with await network.house.administrator() as client:
        patch = {"title": "Rückentag; neu, größer", "venue": "Volkshaus"}
        await client.patch(f"/api/v1/events/{event['id']}", json=patch)
    after = (await network.feed(network.top))[uid]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["SUMMARY"]) == "Rückentag; neu, größer"
    assert str(after["LOCATION"]) == "Volkshaus"
    assert str(after["STATUS"]) == "CONFIRMED"
    assert before["LAST-MODIFIED"].dt == NOW
    assert after["LAST-MODIFIED"].dt == NOW + timedelta(hours=5)
    assert after.decoded("DTSTART") == NOW + timedelta(days=10)


async def test_a_cancelled_event_is_cancelled_in_every_calendar(network: Network) -> None:
    """Protects people from going where nothing is."""
    event = await network.plan(network.top, "Auftakt")
    async with await network.house.administrator() as client:
        await client.post(f"/api/v1/events/{event['id']}/cancel")
    entry = (await network.feed(network.top))[f"{event['id']}@auftakt"]
    assert str(entry["STATUS"]) == "CANCELLED"
    assert str(entry["SUMMARY"]) == "Abgesagt: Auftakt"


async def test_what_just_was_stays_for_a_season(network: Network) -> None:
    """Protects calendars from losing what was yesterday, and the feed from growing for ever."""
    event = await network.plan(network.top, "Auftakt", 1)
    await network.plan(network.top, "Entwurf", publish=False)
    async with await network.house.administrator() as client:
        await client.post(f"/api/v1/events/{event['id']}/close")
    network.house.now = NOW + timedelta(days=60)
    assert [str(e["STATUS"]) for e in (await network.feed(network.top)).values()] == ["CONFIRMED"]
    network.house.now = NOW + timedelta(days=95)
    assert await network.feed(network.top) == {}


async def test_an_unchanged_feed_is_answered_shortly(network: Network) -> None:
    """Protects the server from thousands of calendars: the bytes depend on the events alone."""
    event = await network.plan(network.top, "Auftakt", capacity=1)
    path = f"/calendar/{network.top}/feed.ics"
    first = await network.get(path, **{"accept-language": "en"})
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["cache-control"] == "public, max-age=900"
    assert parsedate_to_datetime(first.headers["last-modified"]) == NOW
    network.house.now = NOW + timedelta(hours=3)
    async with network.house.client() as client:
        body = {"contact": {}, "people": [{"name": "Anna"}]}
        made = await client.post(f"/api/v1/events/{event['id']}/registrations", json=body)
        assert made.status_code == 201
    again = await network.get(path, **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    renamed = {"title": "Anders"}
    async with await network.house.administrator() as client:
        await client.patch(f"/api/v1/events/{event['id']}", json=renamed)
    assert (await network.get(path, **{"if-none-match": first.headers["etag"]})).status_code == 200


async def test_a_feed_says_its_name_and_when_to_ask_again(network: Network) -> None:
    """Protects subscribers of filtered and foreign-language feeds; no contact, no join link."""
    texts = {"en": {"title": "Kick-off", "summary": "We collect ideas."}}
    await network.plan(
        network.top, "Auftakt", texts=texts, join_url="https://treffen.example.org/geheim"
    )
    await network.plan(network.top, "Gesundheitstag", kind="health_day")
    answer = await network.get(f"/calendar/{network.top}/feed.ics?lang=en&kind=kick_off_workshop")
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["NAME"]) == "Events: Initiative Innenstadt"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in answer.content
    [entry] = calendar.walk("VEVENT")
    assert str(entry["SUMMARY"]) == "Kick-off"
    assert "We collect ideas." in str(entry["DESCRIPTION"])
    assert str(entry["URL"]).endswith(str(entry["UID"]).removesuffix("@auftakt"))
    for secret in (b"treffen.example.org", b"123456", b"ORGANIZER", b"ATTENDEE"):
        assert secret not in answer.content
