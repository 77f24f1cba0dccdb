"""Signing in as staff do: by the mailed link or the code, in the browser that asked."""

from __future__ import annotations

import re
from uuid import uuid4

from scenarios.browser import ask_to_sign_in, link_in, text_of
from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.test_barriers import look
from tests.stack import Stack


async def test_the_mailed_link_signs_in_only_the_browser_that_asked(
    stack: Stack, house: House, visit: Visit
) -> None:
    """Protects against a link read or planted by somebody else; and signing out ends it."""
    asking, other = await visit(), await visit()
    mail = await ask_to_sign_in(asking.page, stack.ready, house.addresses["organizer"])
    link = link_in(mail, "/sign-in/")
    await look(asking)
    await other.open(link, status=409)
    await asking.open(link)
    await look(asking)
    assert link.rsplit("/", 1)[1] not in asking.page.url
    await asking.press("Anmelden")
    assert await asking.heading() == "Meine Veranstaltungen"
    await asking.press("Abmelden")
    assert await asking.heading() == "Sie sind abgemeldet"
    await look(asking)
    await asking.open("/organizer", status=401)


async def test_the_six_digits_sign_in_and_a_wrong_code_says_so(
    stack: Stack, client: Client, visit: Visit
) -> None:
    """Protects people whose mail is on another device than their browser; here administrators."""
    address = f"verwaltung-{uuid4().hex[:8]}@haus.example.org"
    body = {"name": "Verwaltung", "email": address, "locale": "de"}
    await client.call("POST", "/api/v1/administrators", body)
    visitor = await visit()
    mail = await ask_to_sign_in(visitor.page, stack.ready, address)
    code = re.search(r"\b\d{3} ?\d{3}\b", text_of(mail))
    assert code
    digits = code.group().replace(" ", "")
    visitor.expected.add(422)
    await visitor.page.fill("input[name=code]", f"{(int(digits) + 1) % 1_000_000:06}")
    await visitor.press("Anmelden")
    assert await visitor.focused() == "error-summary"
    await look(visitor)
    await visitor.page.fill("input[name=code]", digits)
    await visitor.press("Anmelden")
    assert await visitor.heading() == "Meine Veranstaltungen"
    await look(visitor, "/organizer/administrators")
