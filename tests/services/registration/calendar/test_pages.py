"""The calendar in a browser, in somebody else's page, and for who wants it there."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from litestar.routes import HTTPRoute

from shared.web.edge import EMBED_OPT
from tests.services.registration.calendar.conftest import Network
from tests.services.registration.house import House


def data_of(page: str) -> dict[str, Any]:
    """The JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


async def test_the_page_is_grouped_by_month_and_can_be_filtered(network: Network) -> None:
    """Protects finding something on a phone; what was typed stays typed."""
    await network.plan(network.top, "Auftakt", 10)
    await network.plan(network.member, "Sommerfest", 40, kind="health_day", venue="Weimar")
    page = await network.get(f"/calendar/{network.top}")
    months = re.findall(r'<h2 id="month-\d+">([^<]+)</h2>', page.text)
    assert months == ["Mai 2027", "Juni 2027"]
    assert page.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in page.headers
    filtered = (await network.get(f"/calendar/{network.top}?q=weimar%20%22&kind=health_day")).text
    assert "Auftakt</a>" not in filtered
    assert 'value="weimar &#34;"' in filtered
    assert '<option value="health_day" selected>' in filtered
    nothing = (await network.get(f"/calendar/{network.top}?q=nirgends")).text
    assert "Dazu haben wir nichts gefunden." in nothing
    assert (await network.get(f"/calendar/{network.top}?kind=unknown")).status_code == 200


async def test_an_empty_calendar_says_so(network: Network) -> None:
    """Protects newcomers."""
    page = (await network.get(f"/calendar/{network.top}")).text
    assert "Im Moment ist keine Veranstaltung geplant." in page


async def test_the_page_tells_programs_where_feed_and_json_are(network: Network) -> None:
    """Protects discovery: what is linked can be opened, with the filters of the page."""
    await network.plan(network.top, "Auftakt")
    await network.plan(network.top, "Gesundheitstag", kind="health_day")
    page = (await network.get(f"/calendar/{network.top}?kind=health_day&free=1&lang=en")).text
    links = {
        kind: html.unescape(href)
        for kind, href in re.findall(
            r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', page
        )
    }
    feed = await network.get(links["text/calendar"])
    assert feed.text.count("BEGIN:VEVENT") == 1
    items = (await network.get(links["application/json"])).json()["items"]
    assert [item["title"] for item in items] == ["Gesundheitstag"]


async def test_only_the_embedded_page_may_stand_in_a_frame(network: Network) -> None:
    """Protects every other page from being framed (clickjacking)."""
    event = await network.plan(network.top, "Auftakt")
    embedded = await network.get(f"/calendar/{network.top}/embed?theme=dark")
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "set-cookie" not in embedded.headers
    assert "<form" not in embedded.text
    assert 'class="embedded dark"' in embedded.text
    assert 'target="_blank" rel="noopener"' in embedded.text
    for path in ("/", f"/calendar/{network.top}", f"/e/{event['id']}", "/my", "/nowhere"):
        policy = (await network.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy, path
    framed = [
        handler.paths
        for route in network.house.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.opt.get(EMBED_OPT)
    ]
    assert framed == [{"/calendar/{organisation_id:uuid}/embed"}]


async def test_an_embedded_page_speaks_the_language_it_was_embedded_in(network: Network) -> None:
    """Protects one address, one content: neither header nor cookie of the visitor counts."""
    await network.plan(network.top, "Auftakt", texts={"en": {"title": "Kick-off"}})
    path = f"/calendar/{network.top}/embed"
    german = (await network.get(path, **{"accept-language": "en"})).text
    assert "Mai 2027" in german
    assert "Ganzen Kalender öffnen" in german
    english = await network.get(f"{path}?lang=en")
    assert "Kick-off" in english.text
    assert "set-cookie" not in english.headers


async def test_an_organizer_finds_the_line_to_paste(network: Network, house: House) -> None:
    """Protects the snippet: its address is the embed; foreign organisations don't exist."""
    other = await house.organisation("Andere", "company")
    async with house.client() as client:
        path = f"/organizer/calendar/{network.top}"
        assert (await client.get(path)).status_code == 401
        client.cookies.set("auftakt_session", await house.session("organizer", network.top))
        page = await client.get(path)
        assert page.status_code == 200
        assert (
            f"&lt;iframe src=&#34;http://localhost:8000/calendar/{network.top}/embed" in page.text
        )
        assert (await client.get(f"/organizer/calendar/{other['id']}")).status_code == 404
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("steward", network.top))
        assert (await client.get(path)).status_code == 403


async def test_search_engines_are_told_what_everybody_sees(network: Network) -> None:
    """Protects schema.org data: state, mode, availability in words; no contact, no join link."""
    event = await network.plan(
        network.top,
        "Auftakt </script><script>alert(1)</script>",
        capacity=1,
        join_url="https://treffen.example.org/geheim",
    )
    page = (await network.get(f"/e/{event['id']}")).text
    data = data_of(page)
    assert data["@type"] == "Event"
    assert data["name"] == event["title"]
    assert data["startDate"] == "2027-05-13T11:00:00+02:00"
    assert data["eventStatus"].endswith("/EventScheduled")
    assert data["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert data["offers"]["availability"].endswith("/LimitedAvailability")
    assert data["organizer"]["url"].endswith(f"/calendar/{network.top}")
    for secret in ("treffen.example.org", "Büro der Initiative", "123456"):
        assert secret not in json.dumps(data, ensure_ascii=False)
    assert f"/calendar/{network.top}/feed.ics" in page
    async with network.house.client() as client:
        body = {"contact": {}, "people": [{"name": "Anna"}]}
        await client.post(f"/api/v1/events/{event['id']}/registrations", json=body)
    full = data_of((await network.get(f"/e/{event['id']}")).text)
    assert full["offers"]["availability"].endswith("/SoldOut")
    async with await network.house.administrator() as client:
        await client.post(f"/api/v1/events/{event['id']}/cancel")
    gone = data_of((await network.get(f"/e/{event['id']}")).text)
    assert gone["eventStatus"].endswith("/EventCancelled")
    assert "offers" not in gone
