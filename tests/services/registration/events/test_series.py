"""Series of events: who plans them, what everybody sees of them."""

from __future__ import annotations

from typing import Any

from tests.services.registration.house import House, answer, faults

COMING = {"label": "Frühjahr 2028", "earliest": "2028-03-01", "latest": "2028-05-31"}


async def test_a_series_lists_its_events_and_when_the_next_is_expected(house: House) -> None:
    """Protects meetings that follow each other: the next may be a range of dates with a name."""
    network = await house.organisation("Jobcenter-Netz")
    base = f"/api/v1/organisations/{network['id']}/series"
    async with house.client(await house.token("organizer", network["id"])) as client:
        body = {"title": "Erfahrungsaustausch", "titles": {"en": "Exchange"}, "coming": COMING}
        series = await answer(await client.post(base, json=body), 201)
        assert (series["coming"], series["version"]) == (COMING, 1)
        path = f"/api/v1/series/{series['id']}"
        held = await house.event(network["id"], kind="exchange", series_id=series["id"])
        draft = await house.event(
            network["id"], kind="exchange", series_id=series["id"], publish=False
        )
        own = await answer(await client.get(path), 200)
        assert {e["id"] for e in own["events"]} == {held["id"], draft["id"]}
        public = await answer(await house.client().get(path), 200)
        assert [e["id"] for e in public["events"]] == [held["id"]]
        assert (public["coming"], public["organisation"]) == (COMING, "Jobcenter-Netz")
        fixed = await answer(await client.patch(path, json={"coming": None}), 200)
        assert (fixed["coming"], fixed["version"]) == (None, 2)
        same = await answer(await client.patch(path, json={"title": "Erfahrungsaustausch"}), 200)
        assert same["version"] == 2
        second = await answer(await client.post(base, json={"title": "Gesundheitstage"}), 201)
        house_list = (await client.get(base, params={"limit": 1})).json()
        assert len(house_list["items"]) == 1
        rest = (await client.get(base, params={"cursor": house_list["next"]})).json()
        listed = {s["id"] for s in (*house_list["items"], *rest["items"])}
        assert listed == {series["id"], second["id"]}
    told = (await house.messages("registration.events.v1"))[-1]["body"]
    assert told["series_id"] == series["id"]


async def test_series_belong_to_their_organisation(house: House) -> None:
    """Protects an organisation's plans: foreign ones can't be read as a list, changed or joined."""
    network, other = await house.organisation("Netzwerk"), await house.organisation("Anderswo")
    base = f"/api/v1/organisations/{network['id']}/series"
    async with await house.administrator() as client:
        series = await answer(await client.post(base, json={"title": "Treffen"}), 201)
        unknown = "/api/v1/organisations/1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11/series"
        assert (await client.post(unknown, json={"title": "Treffen"})).status_code == 404
    event = await house.event(other["id"], publish=False)
    async with house.client(await house.token("organizer", other["id"])) as client:
        assert (await client.get(base)).status_code == 404
        path = f"/api/v1/series/{series['id']}"
        assert (await client.patch(path, json={"title": "Meins"})).status_code == 404
        joined = await client.patch(
            f"/api/v1/events/{event['id']}", json={"series_id": series["id"]}
        )
        assert "series_id" in faults(joined)
    async with house.client(await house.token("supervisor", network["id"])) as client:
        assert (await client.post(base, json={"title": "Neu"})).status_code == 403


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"titles": {"Deutsch": "x"}}, "titles.Deutsch"),
    ({"coming": {**COMING, "label": ""}}, "coming.label"),
    ({"coming": {**COMING, "latest": "2028-02-01"}}, "coming.latest"),
    ({"coming": {**COMING, "latest": "2031-02-01"}}, "coming.latest"),
    ({"coming": {**COMING, "earliest": "Frühling"}}, "coming.earliest"),
    ({"coming": {"label": "x", "earliest": "2020-01-01", "latest": "2020-02-01"}}, "coming.latest"),
    ({"events": []}, "events"),
]


async def test_every_wrong_field_of_a_series_is_named(house: House) -> None:
    """Protects organizers: bad input gets a 422 naming the field."""
    network = await house.organisation("Netzwerk")
    base = f"/api/v1/organisations/{network['id']}/series"
    async with await house.administrator() as client:
        for change, field in WRONG:
            found = faults(await client.post(base, json={"title": "Treffen", **change}))
            assert any(name.startswith(field) for name in found), (change, found)
