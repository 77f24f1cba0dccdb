"""Pages of the desk: acting on those ticked or all that match, one registration, files."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import httpx
import openpyxl
import pytest

from services.registration.bookings.use_cases import together
from services.registration.desk.use_cases import acting
from tests.services.registration.desk.team import Team, hidden, message, team
from tests.services.registration.desk.test_many import sessions_of, statuses, two_workshops
from tests.services.registration.house import House, answer


async def asked(
    browser: httpx.AsyncClient, at: Team, deed: str, query: str = "", **more: Any
) -> httpx.Response:
    """The page that asks before something is done to all that match (or `person`)."""
    page = await browser.get(f"{at.pages}{query}")
    form = hidden(page.text, f"{at.pages}/selected{query}")
    data = {**form, "scope": "all", "do": deed, **more}
    return await browser.post(f"{at.pages}/selected{query}", data=data)


def form_of(page: str, at: Team, query: str = "") -> dict[str, str]:
    """The hidden fields of the form on a page that asks."""
    return hidden(page, f"{at.pages}/selected{query}")


async def test_all_that_match_are_moved_after_a_second_look(house: House) -> None:
    """First where to, then how many and what follows, then it happens; the filter goes along."""
    at = await two_workshops(house)
    first, second = sessions_of(at)
    await at.register("Ada", email="ada@example.org", sessions=[first])
    await at.register("Bea", sessions=[first])
    await at.register("Cem", sessions=[first])
    query = f"?session_id={first}"
    async with await at.browser() as browser:
        page = await asked(browser, at, "move", query)
        assert f'<option value="{first}" selected>' in page.text
        assert "Es geht um 3 Personen." in message(page.text)
        form = form_of(page.text, at, query) | {"leave": first, "join": second, "do": "move"}
        look = await browser.post(f"{at.pages}/selected{query}", data=form)
        said = message(look.text)
        assert "Wirklich umbuchen?" in said
        assert "Von „Rücken-Check“ zu „Yoga“." in said
        assert "Eine E-Mail sagt Bescheid." in said
        assert "2 Anmeldungen haben keine Adresse" in said
        assert await at.names(session_id=second) == []
        form = form_of(look.text, at, query) | {"do": "move"}
        done = await browser.post(f"{at.pages}/selected{query}", data=form)
    said = message(done.text)
    assert "2 Personen sind umgebucht." in said
    assert "1 Person: kein freier Platz" in said
    assert len(await at.names(session_id=second)) == 2


async def test_a_move_without_a_goal_is_told_on_the_page(house: House) -> None:
    """Neither out nor in: the field says what is missing, and nothing happens."""
    at = await two_workshops(house)
    await at.register("Ada")
    async with await at.browser() as browser:
        page = await asked(browser, at, "move")
        form = form_of(page.text, at) | {"leave": "", "join": "", "do": "move"}
        look = await browser.post(f"{at.pages}/selected", data=form)
        assert look.status_code == 422
        assert 'aria-invalid="true"' in look.text
        odd = await browser.post(f"{at.pages}/selected", data=form | {"join": "quatsch"})
        assert odd.status_code == 422


async def test_a_message_is_worded_corrected_and_sent_to_all_that_match(house: House) -> None:
    """What was written stays when something is missing; a second click sends nothing more."""
    at = await team(house)
    await at.register("Ada Adler", email="ada@example.org")
    await at.register("Bea Berg", email="bea@example.org")
    await at.register("Cem Can")
    async with await at.browser() as browser:
        page = await asked(browser, at, "message", "?search=a")
        said = message(page.text)
        assert "Es geht um 3 Personen." in said
        assert "Die Nachricht geht an 2 E-Mail-Adressen." in said
        assert "Eine Anmeldung hat keine Adresse" in said
        form = form_of(page.text, at, "?search=a") | {"do": "message"}
        path = f"{at.pages}/selected?search=a"
        wrong = await browser.post(path, data=form | {"subject": "", "text": "Raum 5"})
        assert wrong.status_code == 422
        assert "Raum 5" in wrong.text
        assert form_of(wrong.text, at, "?search=a")["message_id"] == form["message_id"]
        for _ in range(2):
            done = await browser.post(path, data=form | {"subject": "Raum", "text": "Raum 5"})
            assert done.status_code == 303
            assert "search=a" in done.headers["location"]
        back = await browser.get(done.headers["location"])
    assert "Die Nachricht geht an 2 Adressen." in message(back.text)
    assert len(await house.messages("registration.mail-requests.v1")) == 2


async def test_others_than_were_seen_are_asked_about_again(house: House) -> None:
    """Somebody came between the two clicks: nothing happens before another look."""
    at = await team(house)
    await at.register("Ada Adler")
    async with await at.browser() as browser:
        page = await asked(browser, at, "cancel")
        await at.register("Bea Berg")
        form = form_of(page.text, at) | {"do": "cancel"}
        again = await browser.post(f"{at.pages}/selected", data=form)
        assert again.status_code == 409
        assert "Inzwischen sind es andere als eben." in message(again.text)
        assert "Es geht um 2 Personen." in message(again.text)
        assert set((await statuses(house)).values()) == {"confirmed"}
        form = form_of(again.text, at) | {"do": "cancel"}
        assert (await browser.post(f"{at.pages}/selected", data=form)).status_code == 303
    assert set((await statuses(house)).values()) == {"cancelled"}


async def test_what_is_left_is_said_and_gone_on_with(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a request can do: so many are done, so many left, and a button goes on."""
    monkeypatch.setattr(acting, "CHANGED_TOGETHER_MAX", 1)
    monkeypatch.setattr(together, "CHANGED_TOGETHER_MAX", 1)
    monkeypatch.setattr(acting, "BATCHES_A_REQUEST", 2)
    at = await team(house)
    for name in ("Ada", "Bea", "Cem"):
        await at.register(name)
    async with await at.browser() as browser:
        page = await asked(browser, at, "cancel")
        form = form_of(page.text, at) | {"do": "cancel"}
        some = await browser.post(f"{at.pages}/selected", data=form)
        said = message(some.text)
        assert "2 Personen sind abgemeldet." in said
        assert "Eine Person steht noch aus." in said
        form = form_of(some.text, at) | {"do": "cancel"}
        assert (await browser.post(f"{at.pages}/selected", data=form)).status_code == 303
    assert set((await statuses(house)).values()) == {"cancelled"}


async def test_an_address_that_cant_be_read_never_means_everybody(house: House) -> None:
    """A filter that was mistyped refuses the deed instead of falling away."""
    at = await team(house)
    await at.register("Ada")
    async with await at.browser() as browser:
        page = await asked(browser, at, "cancel")
        form = form_of(page.text, at) | {"do": "cancel"}
        odd = await browser.post(f"{at.pages}/selected?status=odd", data=form)
        assert odd.status_code == 422
        nobody = {name: form[name] for name in ("csrf_token",)} | {"do": "cancel", "sure": "yes"}
        refused = await browser.post(f"{at.pages}/selected", data=nobody)
        assert refused.status_code == 422
        assert "Bitte wählen Sie zuerst Personen" in refused.text
        uncounted = nobody | {"scope": "all"}
        assert (await browser.post(f"{at.pages}/selected", data=uncounted)).status_code == 409
    assert await statuses(house) == {"Ada": "confirmed"}


async def test_sessions_of_one_registration_are_changed_on_its_page(house: House) -> None:
    """Move one person, and be told when it can't be done."""
    at = await two_workshops(house)
    first, second = sessions_of(at)
    for name in ("Ada", "Bea"):
        await at.register(name, sessions=[second])
    mia = await at.register("Mia", email="mia@example.org", sessions=[first])
    path, person = f"{at.pages}/{mia['id']}", mia["people"][0]["id"]
    async with await at.browser() as browser:
        page = await browser.get(path)
        form = {"csrf_token": hidden(page.text, path)["csrf_token"], "do": "move"}
        full = await browser.post(path, data=form | {f"sessions-{person}": second})
        assert full.status_code == 409
        assert "Es gibt keinen freien Platz mehr." in full.text
        done = await browser.post(path, data=form)
        assert done.status_code == 303
    assert await at.names(session_id=first) == []


async def test_an_offer_is_answered_for_somebody_on_the_page(house: House) -> None:
    """Accepted by staff, and declined for the next in the waitlist."""
    at = await team(house, capacity=1, waitlist=True, promotion="offer")
    mia = await at.register("Mia", email="mia@example.org")
    ben = await at.register("Ben", email="ben@example.org")
    eva = await at.register("Eva", email="eva@example.org")
    async with await at.browser() as browser:

        async def act(booking: dict[str, Any], deed: str) -> int:
            path = f"{at.pages}/{booking['id']}"
            token = hidden((await browser.get(path)).text, path)["csrf_token"]
            answered = await browser.post(
                path, data={"csrf_token": token, "do": deed, "sure": "yes"}
            )
            return answered.status_code

        assert await act(mia, "cancel") == 303
        assert (
            "Das Angebot gilt bis Dienstag, 4. Mai 2027"
            in (await browser.get(f"{at.pages}/{ben['id']}")).text
        )
        assert await act(ben, "decline") == 303
        assert await act(eva, "accept") == 303
        assert await act(eva, "accept") == 409
    assert await statuses(house) == {"Mia": "cancelled", "Ben": "cancelled", "Eva": "confirmed"}


async def with_questions(house: House, **values: Any) -> Team:
    """An event that asks three things, one of them about health, and has answers."""
    at = await team(house, **values)
    questions = [
        {
            "key": "essen",
            "kind": "choice",
            "texts": {"de": {"label": "Essen", "purpose": "damit es reicht"}},
            "options": [
                {"key": "veg", "texts": {"de": "vegetarisch"}},
                {"key": "alles", "texts": {"de": "alles"}},
            ],
        },
        {
            "key": "jahre",
            "kind": "number",
            "texts": {"de": {"label": "Jahre im Betrieb", "purpose": "für die Planung"}},
        },
        {
            "key": "darf",
            "kind": "consent",
            "texts": {"de": {"label": "Sie dürfen fragen", "purpose": "für das Essen"}},
        },
        {
            "key": "allergie",
            "kind": "text",
            "health": True,
            "when": {"key": "darf", "equals": True},
            "texts": {"de": {"label": "Allergien", "purpose": "für das Essen"}},
        },
    ]
    async with await at.client() as client:
        await answer(await client.put(f"{at.path}/questions", json={"questions": questions}), 200)
    answers = {"essen": "veg", "jahre": 7, "darf": True, "allergie": "Haselnuss"}
    async with house.client() as client:
        body = {"people": [{"name": "Mia Muster", "answers": answers}]}
        await answer(await client.post(f"{at.path}/registrations", json=body), 201)
    return at


async def test_answers_are_columns_of_the_file_but_nothing_about_health(house: House) -> None:
    """In the reader's words; what tells about somebody's health stays out of files that travel."""
    at = await with_questions(house)
    async with await at.client() as client:
        text = await client.get(f"{at.path}/registrations/export.csv")
        sheet = await client.get(f"{at.path}/registrations/export.xlsx")
    head, line = text.content.decode("utf-8-sig").splitlines()
    assert head.endswith("Angemeldet am;Essen;Jahre im Betrieb;Sie dürfen fragen")
    assert line.endswith(";vegetarisch;7;ja")
    assert "Haselnuss" not in text.text
    cells = openpyxl.load_workbook(io.BytesIO(sheet.content)).active
    assert cells is not None
    assert [cell.value for cell in cells[2]][-3:] == ["vegetarisch", 7, "ja"]


async def test_who_doesnt_plan_the_event_takes_no_answers_away(house: House) -> None:
    """A supervisor's file has the list only; where nobody is named, no file has answers."""
    at = await with_questions(house)
    async with await at.client("supervisor") as client:
        text = await client.get(f"{at.path}/registrations/export.csv")
    assert "Mia Muster" in text.text
    assert "vegetarisch" not in text.text
    house.now += timedelta(seconds=1)
    unnamed = await with_questions(house, organiser_kind="company", identity="code")
    async with await unnamed.client() as client:
        text = await client.get(f"{unnamed.path}/registrations/export.csv")
    assert "Status" in text.text
    assert "vegetarisch" not in text.text


async def test_a_telephone_registration_keeps_the_number(house: House) -> None:
    """Typed at the desk, seen at the registration and in the file."""
    at = await team(house)
    async with await at.browser() as browser:
        page = await browser.get(f"{at.pages}/new")
        form = hidden(page.text, f"{at.pages}/new") | {"people[0].name": "Rosa Ruf"}
        wrong = await browser.post(f"{at.pages}/new", data=form | {"contact.phone": "ja gern"})
        assert wrong.status_code == 422
        assert "Bitte prüfen Sie die Telefonnummer." in wrong.text
        done = await browser.post(f"{at.pages}/new", data=form | {"contact.phone": "03641 555"})
        one = await browser.get(done.headers["location"])
        assert "03641 555" in one.text
        text = await browser.get(f"{at.pages}/export.csv")
    assert "03641 555" in text.text
