"""The contract of organisations and events (design §9), over HTTP on a real database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.services.registration.house import NOW, House, answer, event_body, faults

EVENTS = "/api/v1/events"


async def test_an_organizer_plans_publishes_and_closes_an_event(house: House) -> None:
    """Protects the life of an event: draft, published, closed; each step once, told once."""
    network = await house.organisation("Initiative Innenstadt Jena")
    async with house.client(await house.token("organizer", network["id"])) as client:
        made = await answer(await client.post(EVENTS, json=event_body(network["id"])), 201)
        path = f"{EVENTS}/{made['id']}"
        assert made["status"] == "draft"
        for _ in range(2):
            published = await answer(await client.post(f"{path}/publish"), 200)
            assert (published["status"], published["version"]) == ("published", 2)
        house.now = NOW + timedelta(days=9, hours=5)
        for _ in range(2):
            closed = await answer(await client.post(f"{path}/close"), 200)
            assert (closed["status"], closed["version"]) == ("closed", 3)
        assert closed["ends_at"] == made["ends_at"]
        assert closed["closed_at"] == house.now.isoformat().replace("+00:00", "Z")
        assert (await client.post(f"{path}/cancel")).status_code == 409
        assert (await client.patch(path, json={"title": "Zu spät"})).status_code == 409
    told = [m["body"] for m in await house.messages("registration.events.v1")]
    assert [m["version"] for m in told] == [1, 2, 3]
    assert [m["status"] for m in told] == ["draft", "published", "closed"]


async def test_closing_writes_both_barriers(house: House) -> None:
    """Protects I6: an edition waits for a barrier in bookings and in attendance."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    async with await house.administrator() as client:
        await answer(await client.post(f"{EVENTS}/{event['id']}/close"), 200)
    kinds = {
        m["type"]
        for topic in ("registration.bookings.v1", "registration.attendance.v1")
        for m in await house.messages(topic)
    }
    assert "auftakt.registration.bookings-closed.v1" in kinds
    assert "auftakt.registration.attendance-closed.v1" in kinds


async def test_defaults_follow_the_kind_of_event(house: House) -> None:
    """Protects visitors of an open day: nobody is known by name unless someone says so."""
    network = await house.organisation("Jobcenter Dresden", "job_centre", carrier="gE")
    day = await house.event(network["id"], kind="health_day")
    assert (day["identity"], day["duplicate_answer"]) == ("none", "mail")
    assert day["report"]["policy"] == "small_cells"
    meeting = await house.event(network["id"], kind="cooperation_meeting")
    assert (meeting["identity"], meeting["duplicate_answer"]) == ("named", "tell")
    assert meeting["report"]["policy"] == "open_delegations"
    assert day["registration_closes_at"] == day["ends_at"]
    assert day["registration_opens_at"] == NOW.isoformat().replace("+00:00", "Z")


async def test_counselling_and_substance_use_are_confidential_by_default(house: House) -> None:
    """Protects design §5: nobody's attendance at a counselling station is tied to a person."""
    network = await house.organisation("Netzwerk")
    body = event_body(network["id"])
    first = body["sessions"][0]
    body["sessions"].append({**first, "title": "Rauchfrei", "field_of_action": "substance_use"})
    body["sessions"].append(
        {**first, "title": "Offene Beratung", "kind": "counselling", "confidential": False}
    )
    event = await house.event(network["id"], sessions=body["sessions"])
    found = {s["title"]: s["confidential"] for s in event["sessions"]}
    assert found == {
        "Rücken-Check": False,
        "Suchtberatung": True,
        "Rauchfrei": True,
        "Offene Beratung": False,
    }


async def test_a_session_with_slots_becomes_bookable_slots(house: House) -> None:
    """Protects the expansion of time slots: whole slots only, each with its own capacity."""
    network = await house.organisation("Netzwerk")
    body = event_body(network["id"])
    session = {
        **body["sessions"][0],
        "capacity": None,
        "slots": {"every_minutes": 25, "capacity": 2},
    }
    event = await house.event(network["id"], sessions=[session])
    parent, *slots = event["sessions"]
    assert [s["capacity"] for s in slots] == [2, 2]
    assert {s["slot_of"] for s in slots} == {parent["id"]}
    assert slots[0]["ends_at"] == slots[1]["starts_at"]


async def test_the_public_sees_no_figure_and_no_draft(house: House) -> None:
    """Protects disclosure: free, few or full; neither capacity nor counts nor the join link."""
    network = await house.organisation("Netzwerk")
    draft = await house.event(network["id"], publish=False)
    event = await house.event(network["id"], join_url="https://meet.example.org/x")
    async with house.client() as client:
        assert (await client.get(f"{EVENTS}/{draft['id']}")).status_code == 404
        public = await answer(await client.get(f"{EVENTS}/{event['id']}"), 200)
    assert public["organiser"] == "Netzwerk"
    assert public["availability"] == "free"
    assert [s["availability"] for s in public["sessions"]] == ["free", None]
    assert not {"capacity", "join_url", "report", "version", "organiser_id"} & set(public)
    assert "capacity" not in public["sessions"][0]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"time_zone": "Europe/Jena"}, "time_zone"),
    ({"time_zone": "localtime"}, "time_zone"),
    ({"ends_at": (NOW + timedelta(days=8)).isoformat()}, "ends_at"),
    ({"starts_at": "2020-05-01T09:00:00Z", "ends_at": "2020-05-01T10:00:00Z"}, "ends_at"),
    ({"starts_at": "2099-05-01T09:00:00Z", "ends_at": "2099-05-01T10:00:00Z"}, "starts_at"),
    ({"starts_at": "9999-12-31T23:59:59-12:00"}, "starts_at"),
    ({"starts_at": "2027-05-12T09:00:00"}, "starts_at"),
    ({"capacity": 0}, "capacity"),
    ({"capacity": "12"}, "capacity"),
    ({"title": ""}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"title": "Zeile\r\nBcc: x"}, "title"),
    ({"title": "a\u202eb"}, "title"),
    ({"kind": "party"}, "kind"),
    ({"partner_ids": ["1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11"]}, "partner_ids[0]"),
    ({"organiser_id": "1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11"}, "organiser_id"),
    ({"join_url": "javascript:alert(1)"}, "join_url"),
    ({"join_url": "http://[::1"}, "join_url"),
    ({"contact": {"name": "Büro", "email": 'a"b@example.org'}}, "contact.email"),
    ({"contact": {"name": "Büro", "email": "büro.@example.org"}}, "contact.email"),
    ({"report": {"min_cell": 2}}, "report.min_cell"),
    ({"in_house": "estimated"}, "stay_minutes"),
    ({"registration_closes_at": "2027-01-01T00:00:00Z"}, "registration_closes_at"),
    ({"surprise": True}, "surprise"),
    ({"texts": {"Deutsch": {}}}, "texts.Deutsch"),
]


async def test_every_wrong_field_is_named(house: House) -> None:
    """Protects the promise that bad input gets a 422 naming the field, never a 500."""
    network = await house.organisation("Netzwerk")
    async with await house.administrator() as client:
        for change, field in WRONG:
            body = {**event_body(network["id"]), **change}
            found = faults(await client.post(EVENTS, json=body))
            assert any(name.startswith(field) for name in found), (change, found)


async def test_wrong_sessions_are_named_by_their_index(house: House) -> None:
    """Protects clients with long programmes: the error says which session."""
    network = await house.organisation("Netzwerk")
    body = event_body(network["id"])
    first = body["sessions"][0]
    body["sessions"] = [
        first,
        {**first, "ends_at": first["starts_at"]},
        {**first, "starts_at": (NOW + timedelta(days=8)).isoformat()},
        {**first, "host_organisation_id": "1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11"},
        {**first, "slots": {"every_minutes": 90}},
    ]
    async with await house.administrator() as client:
        found = faults(await client.post(EVENTS, json=body))
        assert {"sessions[1].ends_at", "sessions[2].starts_at"} <= set(found)
        assert "sessions[4].slots.every_minutes" in found
        body["sessions"] = [first, body["sessions"][3]]
        assert "sessions[1].host_organisation_id" in faults(await client.post(EVENTS, json=body))


async def test_a_body_that_is_no_json_is_400(house: House) -> None:
    """Protects the difference between not readable and not valid."""
    async with await house.administrator() as client:
        response = await client.post(
            EVENTS, content=b"{", headers={"content-type": "application/json"}
        )
    assert response.status_code == 400


async def test_a_patch_changes_what_it_names_and_nothing_else(house: House) -> None:
    """Protects partial changes: fields and sessions left out stay; no change, no version."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    path = f"{EVENTS}/{event['id']}"
    session = event["sessions"][0]
    async with await house.administrator() as client:
        changed = await answer(
            await client.patch(path, json={"sessions": [{"id": session["id"], "capacity": 20}]}),
            200,
        )
        assert changed["version"] == event["version"] + 1
        assert changed["sessions"] == [{**session, "capacity": 20}, event["sessions"][1]]
        same = await answer(await client.patch(path, json={"title": event["title"]}), 200)
        assert same["version"] == changed["version"]
        unlimited = await answer(await client.patch(path, json={"capacity": None}), 200)
        assert unlimited["capacity"] is None
        assert "kind" in faults(await client.patch(path, json={"kind": "exchange"}))
        gone = {"remove_session_ids": [session["id"]]}  # nobody has it
        left = await answer(await client.patch(path, json=gone), 200)
        assert left["sessions"] == event["sessions"][1:]


async def test_a_draft_may_lose_sessions(house: House) -> None:
    """Protects planning: before anybody could choose it, a session may go, with its slots."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], publish=False)
    session = event["sessions"][0]
    async with await house.administrator() as client:
        divided = {"sessions": [{"id": session["id"], "slots": {"every_minutes": 30}}]}
        path = f"{EVENTS}/{event['id']}"
        assert len((await answer(await client.patch(path, json=divided), 200))["sessions"]) == 4
        gone = {"remove_session_ids": [session["id"]]}
        left = (await answer(await client.patch(path, json=gone), 200))["sessions"]
    assert [s["title"] for s in left] == ["Suchtberatung"]


async def test_a_capacity_below_the_places_taken_is_refused(house: House) -> None:
    """Protects I1: planning can't oversell what bookings gave away."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    session = event["sessions"][0]
    people = [{"name": f"Person {n}", "sessions": [session["id"]]} for n in range(3)]
    path = f"{EVENTS}/{event['id']}"
    async with await house.administrator() as client:
        body = {"contact": {"email": "buero@example.org"}, "people": people}
        await answer(await client.post(f"{path}/registrations", json=body), 201)
        too_small = {"capacity": 2, "sessions": [{"id": session["id"], "capacity": 2}]}
        found = faults(await client.patch(path, json=too_small))
        assert set(found) == {"capacity", "sessions[0].capacity"}
        just_enough = {"capacity": 3, "sessions": [{"id": session["id"], "capacity": 3}]}
        await answer(await client.patch(path, json=just_enough), 200)
        public = await answer(await house.client().get(path), 200)
    assert (public["availability"], public["sessions"][0]["availability"]) == ("full", "full")


async def test_a_raised_capacity_lets_in_who_waits(house: House) -> None:
    """Protects the waitlist: fill runs in the transaction that adds places."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], capacity=1)
    path = f"{EVENTS}/{event['id']}"
    async with await house.administrator() as client:
        for name in ("Anna", "Bela"):
            person: dict[str, Any] = {"name": name, "sessions": []}
            body: dict[str, Any] = {"contact": {}, "people": [person]}
            await answer(await client.post(f"{path}/registrations", json=body), 201)
        await answer(await client.patch(path, json={"capacity": 2}), 200)
    told = [m["body"] for m in await house.messages("registration.bookings.v1")]
    assert told[-1]["reason"] == "promoted"
    assert told[-1]["status"] == "confirmed"


async def test_lists_come_in_pages_until_the_end(house: House) -> None:
    """Protects cursors: every event once, whatever the page size."""
    network = await house.organisation("Netzwerk")
    made = {(await house.event(network["id"], title=f"Tag {n}"))["id"] for n in range(5)}
    seen: list[str] = []
    async with await house.administrator() as client:
        after = ""
        while True:
            page = await answer(await client.get(f"{EVENTS}?limit=2{after}"), 200)
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            after = f"&cursor={page['next']}"
        assert (await client.get(f"{EVENTS}?cursor=nonsense")).status_code == 422
        assert (await client.get(f"{EVENTS}?limit=0")).status_code == 422
    assert len(seen) == len(set(seen)) == 5
    assert set(seen) == made


async def test_members_are_invited_and_published(house: House) -> None:
    """Protects partners: whoever is a member gets reports; the address stays in contacts."""
    insurer = await house.organisation("AOK PLUS", "insurer")
    member = {
        "name": "Petra Probe",
        "email": "Petra@Example.org",
        "role": "partner",
        "locale": "de",
    }
    path = f"/api/v1/organisations/{insurer['id']}/members"
    async with await house.administrator() as client:
        first = await answer(await client.post(path, json=member), 201)
        second = await answer(await client.post(path, json=member), 201)
        assert first == second
        assert "role" in faults(await client.post(path, json={**member, "role": "administrator"}))
        assert "email" in faults(await client.post(path, json={**member, "email": "nobody"}))
    told = await house.messages("registration.organisations.v1")
    assert [m["body"]["version"] for m in told] == [1, 2]
    assert told[-1]["body"]["members"] == [
        {"staff_id": first["staff_id"], "role": "partner", "locale": "de"}
    ]
    contacts = [m["body"] for m in await house.messages("registration.contacts.v1")]
    assert {"petra@example.org"} == {c["email"] for c in contacts if c["name"] == "Petra Probe"}
    mails = [m["body"] for m in await house.messages("registration.mail-requests.v1")]
    assert [m["kind"] for m in mails] == ["staff_invitation"]
    assert not any("petra" in str(m["body"]).lower() for m in told)


async def test_whose_address_one_knows_stays_nameless(house: House) -> None:
    """Protects staff: adding an address doesn't tell under which name it is known elsewhere."""
    member = {"name": "Petra Probe", "email": "petra@example.org", "role": "partner"}
    stranger = {**member, "name": "Irgendwer", "locale": "en"}
    own, other = await house.organisation("Kasse"), await house.organisation("Anderswo")
    async with await house.administrator() as client:
        await client.post(f"/api/v1/organisations/{own['id']}/members", json=member)
    async with house.client(await house.token("organizer", other["id"])) as client:
        path = f"/api/v1/organisations/{other['id']}/members"
        told = await answer(await client.post(path, json=stranger), 201)
    assert (told["name"], told["locale"]) == ("Irgendwer", "en")


async def test_the_headcount_leaves_as_a_size_class_only(house: House) -> None:
    """Protects small firms: the topic tells a class, never the number."""
    await house.organisation("Handwerk", "company", headcount=7, branch="Handwerk")
    told = (await house.messages("registration.organisations.v1"))[-1]["body"]
    assert told["size_class"] == "<10"
    assert "headcount" not in told


async def test_no_circle_of_organisations(house: House) -> None:
    """Protects the tree: nobody stands below themselves."""
    network = await house.organisation("Netzwerk")
    firm = await house.organisation("Betrieb", "company", parent_id=network["id"])
    async with await house.administrator() as client:
        path = f"/api/v1/organisations/{network['id']}"
        assert "parent_id" in faults(await client.patch(path, json={"parent_id": firm["id"]}))
        assert "parent_id" in faults(await client.patch(path, json={"parent_id": network["id"]}))
        assert "carrier" in faults(await client.patch(path, json={"carrier": "gE"}))
        renamed = await answer(await client.patch(path, json={"name": "Initiative"}), 200)
    assert (renamed["name"], renamed["version"]) == ("Initiative", 2)


async def test_sessions_follow_each_other_as_they_are_ordered(house: House) -> None:
    """Protects the programme: named sessions first, the others behind them, unknown ones named."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], publish=False)
    first, second = (session["id"] for session in event["sessions"])
    path = f"/api/v1/events/{event['id']}"
    async with await house.administrator() as client:
        changed = await answer(await client.patch(path, json={"session_order": [second]}), 200)
        assert [s["id"] for s in changed["sessions"]] == [second, first]
        again = await answer(await client.patch(path, json={"session_order": [second]}), 200)
        assert again["version"] == changed["version"]
        wrong = await client.patch(path, json={"session_order": [second, event["id"]]})
    assert list(faults(wrong)) == ["session_order[1]"]
