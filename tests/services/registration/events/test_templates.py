"""Events start from templates, those of the product and an organisation's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.registration.events.domain import EventKind
from services.registration.events.domain.templates import TEMPLATES, placed
from services.registration.events.use_cases import templates as use_cases
from tests.services.registration.house import House, answer, faults
from tests.services.registration.planner import Desk

EVENTS = "/api/v1/events"
ALL = "/api/v1/event-templates"
BERLIN = ZoneInfo("Europe/Berlin")


def wall(text: str) -> datetime:
    """As clocks in Berlin show it."""
    return datetime.fromisoformat(text).astimezone(BERLIN)


async def test_every_kind_of_event_has_a_template_that_can_be_used(
    house: House, network: dict[str, Any]
) -> None:
    """Protects the first minute of planning: each listed template makes the draft it promises."""
    async with house.client(await house.token("organizer", network["id"])) as client:
        listed = await answer(await client.get(ALL), 200)
        assert [each["template"] for each in listed["items"]] == [k.value for k in EventKind]
        for each in listed["items"]:
            body = {
                "template": each["template"],
                "title": each["title"],
                "organiser_id": network["id"],
                "starts_at": f"2027-06-14T{each['starts']}:00+02:00",
            }
            made = await answer(await client.post(f"{EVENTS}/from-template", json=body), 201)
            assert (made["status"], made["kind"]) == ("draft", each["kind"])
            assert wall(made["ends_at"]).strftime("%H:%M") == each["ends"]
            days = (wall(made["ends_at"]).date() - wall(made["starts_at"]).date()).days + 1
            assert days == each["days"]
            whole = [s for s in made["sessions"] if s["slot_of"] is None]
            assert [s["title"] for s in whole] == [s["title"] for s in each["sessions"]]
            assert [wall(s["starts_at"]).strftime("%H:%M") for s in whole] == [
                s["starts"] for s in each["sessions"]
            ]
            assert all(s["texts"]["en"]["title"] for s in whole)


async def test_a_health_week_runs_over_five_days_also_across_the_change_of_clocks(
    house: House, network: dict[str, Any]
) -> None:
    """Protects a week in which summer time ends: ten o'clock is ten o'clock on each of its days."""
    body = {
        "template": "health_week",
        "title": "Gesundheitswoche",
        "organiser_id": network["id"],
        "starts_at": "2027-10-28T09:00:00+02:00",
    }
    async with await house.administrator() as client:
        made = await answer(await client.post(f"{EVENTS}/from-template", json=body), 201)
    assert made["ends_at"] == "2027-11-01T15:00:00Z"
    days = {wall(s["starts_at"]).date().isoformat() for s in made["sessions"]}
    assert days == {f"2027-10-{day}" for day in (28, 29, 30, 31)} | {"2027-11-01"}
    last = next(s for s in made["sessions"] if s["title"] == "Abschluss und Ausblick")
    assert wall(last["starts_at"]).hour == 12
    checks = [s for s in made["sessions"] if s["title"] == "Rücken-Check" and s["slot_of"]]
    assert [s["capacity"] for s in checks] == [2] * 12


def test_what_lies_after_the_end_is_left_out_and_what_reaches_beyond_is_cut() -> None:
    """Protects a shorter day: no part lies outside of it, none lasts no time."""
    starts_at = datetime(2027, 6, 14, 8, tzinfo=UTC)
    ends_at = datetime(2027, 6, 14, 9, tzinfo=UTC)
    found = placed(TEMPLATES["exchange"], starts_at, ends_at, BERLIN)
    assert [(each.starts_at.minute, each.ends_at) for each in found] == [
        (0, starts_at.replace(minute=45)),
        (45, ends_at),
    ]
    at_once = placed(TEMPLATES["exchange"], starts_at, starts_at.replace(minute=45), BERLIN)
    assert len(at_once) == 1


async def test_without_its_programme_a_template_gives_an_empty_one(
    house: House, network: dict[str, Any]
) -> None:
    """Protects who plans from scratch, and a length of one's own."""
    body = {
        "template": "exchange",
        "title": "Austausch",
        "organiser_id": network["id"],
        "starts_at": "2027-06-14T13:00:00+02:00",
        "ends_at": "2027-06-14T15:30:00+02:00",
        "programme": False,
    }
    async with await house.administrator() as client:
        made = await answer(await client.post(f"{EVENTS}/from-template", json=body), 201)
    assert (made["sessions"], made["ends_at"]) == ([], "2027-06-14T13:30:00Z")


async def test_an_organisation_saves_an_event_as_its_own_template(
    house: House, network: dict[str, Any]
) -> None:
    """Protects what worked: all of the plan but the join link, as it was when it was saved."""
    slots = {"every_minutes": 30, "capacity": 2}
    starts, ends = "2027-06-14T10:00:00+02:00", "2027-06-14T12:00:00+02:00"
    part = {"title": "Messen", "kind": "station", "starts_at": starts, "ends_at": ends}
    event = await house.event(
        network["id"],
        starts_at=starts,
        ends_at=ends,
        sessions=[{**part, "slots": slots}],
        join_url="https://meet.example.org/geheim",
        address={"city": "Bochum"},
        minimum_participants=8,
    )
    path = f"{EVENTS}/{event['id']}"
    async with house.client(await house.token("organizer", network["id"])) as client:
        saved = await answer(await client.post(f"{path}/template", json={"title": "Messtag"}), 201)
        assert (saved["days"], saved["starts"], saved["ends"]) == (1, "10:00", "12:00")
        assert saved["sessions"][0]["slots"] == slots
        kept = await house.pool.fetchval("SELECT event::text FROM event_templates")
        assert "geheim" not in kept
        await answer(await client.patch(path, json={"minimum_participants": 9}), 200)
        asked = {
            "key": "motive",
            "kind": "text",
            "texts": {"de": {"label": "Warum?", "purpose": "Zum Planen."}},
        }
        await answer(await client.put(f"{path}/questions", json={"questions": [asked]}), 200)
        listed = (await client.get(ALL)).json()["items"]
        assert [each for each in listed if each["organisation_id"]] == [saved]
        body = {
            "template": saved["template"],
            "title": "Messtag im Winter",
            "organiser_id": network["id"],
            "starts_at": "2028-01-12T10:00:00+01:00",
        }
        made = await answer(await client.post(f"{EVENTS}/from-template", json=body), 201)
        assert (made["status"], made["title"]) == ("draft", "Messtag im Winter")
        assert (made["minimum_participants"], made["join_url"]) == (8, None)
        assert made["address"]["city"] == "Bochum"
        assert made["ends_at"] == "2028-01-12T11:00:00Z"
        assert len(made["sessions"]) == 5
        assert made["sessions"][1]["slot_of"] == made["sessions"][0]["id"]
        again = (await client.get(f"{EVENTS}/{made['id']}/questions")).json()
        assert [each["key"] for each in again["questions"]] == ["motive"]
        assert "ends_at" in faults(
            await client.post(f"{EVENTS}/from-template", json={**body, "ends_at": ends})
        )
        gone = f"{ALL}/{saved['template']}"
        assert (await client.delete(gone)).status_code == 204
        assert (await client.delete(gone)).status_code == 404
        assert "template" in faults(await client.post(f"{EVENTS}/from-template", json=body))


async def test_templates_of_others_are_not_there(house: House, network: dict[str, Any]) -> None:
    """Protects an organisation's plans: strangers neither list, use nor delete its templates."""
    event = await house.event(network["id"])
    other = await house.organisation("Anderswo")
    async with await house.administrator() as client:
        path = f"{EVENTS}/{event['id']}/template"
        saved = await answer(await client.post(path, json={"title": "Unser Tag"}), 201)
    body = {
        "template": saved["template"],
        "title": "x",
        "organiser_id": other["id"],
        "starts_at": "2027-06-14T10:00:00+02:00",
    }
    async with house.client(await house.token("organizer", other["id"])) as client:
        assert not [e for e in (await client.get(ALL)).json()["items"] if e["organisation_id"]]
        assert (await client.post(path, json={"title": "Meins"})).status_code == 404
        assert "template" in faults(await client.post(f"{EVENTS}/from-template", json=body))
        assert (await client.delete(f"{ALL}/{saved['template']}")).status_code == 404
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", other["id"]))
        assert (await client.get(f"/organizer/new/{saved['template']}")).status_code == 404
    async with house.client(await house.token("supervisor", network["id"])) as client:
        assert (await client.post(path, json={"title": "Meins"})).status_code == 403
        assert (await client.delete(f"{ALL}/{saved['template']}")).status_code == 403


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"template": "party"}, "template"),
    ({"title": " "}, "title"),
    ({"starts_at": "2020-05-01T09:00:00Z"}, "ends_at"),
    ({"starts_at": "9999-12-31T23:00:00Z"}, "starts_at"),
    ({"ends_at": "2027-06-14T08:00:00+02:00"}, "ends_at"),
    ({"time_zone": "Mars/Base"}, "time_zone"),
    ({"series_id": "1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11"}, "series_id"),
    ({"kind": "exchange"}, "kind"),
]


async def test_every_wrong_field_of_a_start_is_named(house: House, network: dict[str, Any]) -> None:
    """Protects organizers: bad input gets a 422 naming the field."""
    right = {
        "template": "exchange",
        "title": "Austausch",
        "organiser_id": network["id"],
        "starts_at": "2027-06-14T09:00:00+02:00",
    }
    async with await house.administrator() as client:
        for change, field in WRONG:
            found = faults(await client.post(f"{EVENTS}/from-template", json={**right, **change}))
            assert any(name.startswith(field) for name in found), (change, found)


async def test_a_copy_made_in_the_browser_keeps_the_clock_and_leaves_the_link(
    house: House, network: dict[str, Any]
) -> None:
    """Protects a week across the end of summer time, and the meeting from last year's guests."""
    event = await house.event(
        network["id"],
        join_url="https://meet.example.org/geheim",
        starts_at="2027-06-14T10:00:00+02:00",
        ends_at="2027-06-18T16:00:00+02:00",
        sessions=[
            {
                "title": "Abschluss",
                "kind": "agenda_item",
                "starts_at": "2027-06-18T11:00:00+02:00",
                "ends_at": "2027-06-18T12:00:00+02:00",
            }
        ],
    )
    async with house.client() as client, await house.administrator() as other:
        client.cookies.set("auftakt_session", await house.session("organizer", network["id"]))
        sent = await Desk(client).send(
            f"/organizer/new/{event['id']}", starts_on="2027-10-29", title="Im Herbst"
        )
        assert sent.status_code == 303, sent.text
        made = sent.headers["location"].split("/")[-1].partition("?")[0]
        copy = (await other.get(f"{EVENTS}/{made}")).json()
    assert copy["join_url"] is None
    assert (copy["title"], copy["starts_at"]) == ("Im Herbst", "2027-10-29T08:00:00Z")
    assert copy["sessions"][0]["starts_at"] == "2027-11-02T10:00:00Z"
    assert copy["ends_at"] == "2027-11-02T15:00:00Z"


async def test_own_templates_are_offered_in_the_browser(
    house: House, network: dict[str, Any]
) -> None:
    """Protects who plans without the API: saved from the event's page, used from the start page."""
    event = await house.event(network["id"], publish=False)
    async with house.client() as client, await house.administrator() as other:
        client.cookies.set("auftakt_session", await house.session("organizer", network["id"]))
        desk = Desk(client)
        own = f"/organizer/events/{event['id']}"
        nameless = await desk.send(f"{own}/template", title="")
        assert nameless.status_code == 422
        assert 'href="#field-title"' in nameless.text
        sent = await desk.send(f"{own}/template", title="Unser Auftakt")
        assert sent.status_code == 303
        assert "Unser Auftakt" in await desk.open(sent.headers["location"])
        (saved,) = [e for e in (await other.get(ALL)).json()["items"] if e["organisation_id"]]
        made = await desk.send(f"/organizer/new/{saved['template']}", starts_on="2027-09-09")
        assert made.status_code == 303, made.text
        draft = made.headers["location"].split("/")[-1].partition("?")[0]
        assert len((await other.get(f"{EVENTS}/{draft}")).json()["sessions"]) == 2


async def test_a_copy_opens_its_registration_as_long_before_as_last_time(
    house: House, network: dict[str, Any]
) -> None:
    """Protects next year's guests: six weeks before by the same clock, or at once if it was so."""
    given: dict[str, Any] = {
        "registration_opens_at": "2027-05-03T12:00:00+02:00",
        "registration_closes_at": "2027-06-10T18:00:00+02:00",
    }
    times: dict[str, Any] = {
        "starts_at": "2027-06-14T10:00:00+02:00",
        "ends_at": "2027-06-14T16:00:00+02:00",
    }
    with_window = await house.event(network["id"], **times, **given, sessions=[])
    always = await house.event(network["id"], **times, sessions=[])
    async with await house.administrator() as client:
        body = {"starts_at": "2028-01-24T10:00:00+01:00"}
        copies = []
        for event in (with_window, always):
            path = f"{EVENTS}/{event['id']}/copy"
            copies.append(await answer(await client.post(path, json=body), 201))
        soon = {"starts_at": "2027-05-20T10:00:00+02:00"}
        path = f"{EVENTS}/{with_window['id']}/copy"
        hasty = await answer(await client.post(path, json=soon), 201)
    first, second = copies
    assert first["registration_opens_at"] == "2027-12-13T11:00:00Z"
    assert first["registration_closes_at"] == "2028-01-20T17:00:00Z"
    assert second["registration_opens_at"] == "2027-05-03T09:00:00Z", "at once"
    assert second["registration_closes_at"] == second["ends_at"]
    assert hasty["registration_opens_at"] == "2027-05-03T09:00:00Z", "never in the past"


async def test_an_own_template_may_be_used_for_another_of_ones_organisations(
    house: House, network: dict[str, Any]
) -> None:
    """Protects the new organizer from standing among its own partners."""
    insurer = await house.organisation("Kasse", "insurer")
    event = await house.event(network["id"], partner_ids=[insurer["id"]])
    body = {"title": "Bei der Kasse", "organiser_id": insurer["id"]}
    async with await house.administrator() as client:
        path = f"{EVENTS}/{event['id']}/template"
        saved = await answer(await client.post(path, json={"title": "Tag"}), 201)
        body |= {"template": saved["template"], "starts_at": "2027-06-14T10:00:00+02:00"}
        made = await answer(await client.post(f"{EVENTS}/from-template", json=body), 201)
    assert (made["organiser_id"], made["partner_ids"]) == (insurer["id"], [])


async def test_an_organisation_has_a_limited_number_of_templates(
    house: House, network: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects the list from growing for ever: the field says why, deleting one makes room."""
    monkeypatch.setattr(use_cases, "TEMPLATES_PER_ORGANISATION_MAX", 1)
    event = await house.event(network["id"])
    async with await house.administrator() as client:
        path = f"{EVENTS}/{event['id']}/template"
        saved = await answer(await client.post(path, json={"title": "Eins"}), 201)
        assert "title" in faults(await client.post(path, json={"title": "Zwei"}))
        await client.delete(f"{ALL}/{saved['template']}")
        await answer(await client.post(path, json={"title": "Zwei"}), 201)
