"""Scenario 3, before anybody comes: 29 sites from a list, a plan from a template, the next date."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from scenarios.client import Client
from scenarios.erfahrungsaustausch_nrw import data
from scenarios.erfahrungsaustausch_nrw.play import plan, plan_next

DAYS_AHEAD = 30


async def test_sites_find_their_exchange_and_the_one_after_it(client: Client) -> None:
    """Protects scenario 3: kinds of sites and since when, the agenda, questions, both dates."""
    starts_at = (datetime.now(UTC) + timedelta(days=DAYS_AHEAD)).replace(minute=0, second=0)
    planned = await plan(client, starts_at.replace(microsecond=0))
    kinds = Counter((site["kind"], site["carrier"]) for site in planned.sites)
    assert kinds == {
        ("job_centre", "gE"): 16,
        ("job_centre", "zkT"): 8,
        ("employment_agency", None): 5,
    }
    since = Counter(site["joined_on"][:4] for site in planned.sites)
    assert since == {"2016": 9, "2017": 20}
    page = (await client.http.get(f"/e/{planned.event['id']}")).text
    for title, *_ in data.AGENDA:
        assert title in page, title
    for host in data.HOSTS:
        assert host in page, host
    assert "44787 Bochum" in page
    form = (await client.http.get(f"/e/{planned.event['id']}/register")).text
    for _, label in data.QUESTIONS:
        assert label in form, label
    second = await plan_next(client, planned)
    assert second["venue"] == planned.event["venue"]
    asked = await client.call("GET", f"/api/v1/events/{second['id']}/questions")
    assert [each["key"] for each in asked["questions"]] == [key for key, _ in data.QUESTIONS]
    page = (await client.http.get(f"/e/{planned.event['id']}")).text
    assert f"/e/{second['id']}" in page
    assert data.COMING_LABEL in page
