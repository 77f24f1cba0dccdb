"""What an event tells its guests about their data: its own notice, and each period."""

from __future__ import annotations

from tests.services.registration.house import House, answer
from tests.services.registration.questions.test_questions import COUNT, FOOD


async def test_an_event_lists_what_it_keeps_and_until_when(house: House) -> None:
    """Protects GDPR Art. 13: purposes and periods of this event, by page and by program."""
    network = await house.organisation("Netzwerk")
    async with await house.administrator() as client:
        path = f"/api/v1/organisations/{network['id']}/series"
        series = await answer(await client.post(path, json={"title": "Treffen"}), 201)
    event = await house.event(network["id"], series_id=series["id"])
    path = f"/api/v1/events/{event['id']}"
    tokens = [
        await house.token(role, network["id"], f"{role}@example.org")
        for role in ("organizer", "steward")
    ]
    async with house.client(tokens[0]) as organizer:
        body = {"questions": [FOOD, COUNT], "notice": {"de": "Wir machen Fotos."}}
        await answer(await organizer.put(f"{path}/questions", json=body), 200)
        team = (await answer(await organizer.get(f"{path}/support"), 200))["team"]
        seen_by = {"seen_by": [member["id"] for member in team]}
        await answer(await organizer.put(f"{path}/support", json=seen_by), 200)
        await answer(await organizer.patch(f"{path}/retention", json={"days": 10}), 200)
    async with house.client() as guest:
        told = await answer(await guest.get(f"{path}/privacy"), 200)
        assert told["notice"] == {"de": "Wir machen Fotos."}
        assert told["bookings_erased_from"].startswith("2027-05-22")
        days = {each["key"]: each["erased_from"][:10] for each in told["answers"]}
        assert days == {"food": "2027-06-12", "count": "2027-05-14"}
        assert told["support_erased_from"].startswith("2027-05-19")
        assert sorted(told["support_seen_by"]) == sorted(member["name"] for member in team)
        assert told["follow_days"] == 730
        page = await guest.get(f"/e/{event['id']}/privacy")
        assert page.status_code == 200
        for words in (
            "Wir machen Fotos.",
            "damit wir planen können",
            "22. Mai 2027",
            "14. Mai 2027",
        ):
            assert words in page.text, words
        for shown in (f"/e/{event['id']}", f"/e/{event['id']}/register"):
            assert f"/e/{event['id']}/privacy" in (await guest.get(shown)).text
        draft = await house.event(network["id"], publish=False)
        assert (await guest.get(f"/e/{draft['id']}/privacy")).status_code == 404
        assert (await guest.get(f"/api/v1/events/{draft['id']}/privacy")).status_code == 404


async def test_the_preview_of_a_draft_leads_to_its_notice_for_the_team_alone(house: House) -> None:
    """Protects who looks before publishing from a link that leads nowhere; nobody else sees it."""
    network, other = await house.organisation("Netzwerk"), await house.organisation("Andere")
    draft = await house.event(network["id"], publish=False)
    path = f"/e/{draft['id']}/privacy"
    for role, of, status in (("steward", network, 200), ("organizer", other, 404)):
        async with house.client() as browser:
            cookie = house.app.state.web.settings.session_cookie
            secret = await house.session(role, of["id"])
            browser.cookies.set(cookie, secret)
            assert (await browser.get(path)).status_code == status
            preview = await browser.get(f"/organizer/events/{draft['id']}/preview")
            assert (path in preview.text) is (status == 200)
