"""The real occasions at their real size, played through the real API."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from scenarios.client import Client
from scenarios.innenstadt_jena.play import SMALL, play_all
from scenarios.mailbox import attachments, mails_to
from scenarios.play import SCENARIOS
from tests.invariants import assert_invariants
from tests.stack import Stack


def cells(value: Any) -> list[Any]:
    """All leaves of a JSON document, withheld ones as they stand."""
    if isinstance(value, dict):
        if set(value) == {"withheld"}:
            return [value]
        return [leaf for each in value.values() for leaf in cells(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in cells(each)]
    return [value]


@pytest.mark.parametrize("name", sorted(SCENARIOS))
async def test_the_occasion_ends_with_a_right_report(
    stack: Stack, client: Client, name: str
) -> None:
    """I6 and the main job: figures equal the ledger, the report comes by itself, tagged."""
    if name == "innenstadt-jena":  # of its three occasions, the two later ones smaller
        outcome, *others = await play_all(client, lambda _: None, SMALL)
        assert [other.ledger.registered > 0 for other in others] == [True, True]
    else:
        outcome = await SCENARIOS[name](client, lambda _: None, 0.0)
    reader = pypdf.PdfReader(io.BytesIO(outcome.report_pdf))
    assert "/MarkInfo" in reader.root_object
    assert "/StructTreeRoot" in reader.root_object
    edition = await client.call("GET", f"/reporting/api/v1/editions/{outcome.edition['id']}.json")
    assert outcome.ledger.came in cells(edition)
    await assert_invariants(stack, outcome.event_id)


async def test_a_confirmation_carries_calendar_and_ticket(stack: Stack, client: Client) -> None:
    """The participant's mail: text, calendar entry, QR picture, link to manage the booking."""
    from tests.journeys.occasions import person, published

    event = await published(client)
    body = person(4711, event["sessions"][0]["id"])
    made = await client.register(event["id"], body)
    address = body["contact"]["email"]

    async def arrived() -> list[Any]:
        mails = mails_to(stack.ready.mail_dir, address)
        return [mail for mail in mails if "Rückenschule" in str(mail["Subject"])]

    mail = (await client.until(arrived, seconds=20, what="confirmation mail"))[0]
    text = mail.get_body(("plain",)).get_content()
    assert made["manage_url"] in text
    kinds = {part.get_content_type() for part in mail.walk()}
    assert {"text/plain", "text/html", "text/calendar", "image/png"} <= kinds
    assert any(name.endswith(".ics") for name in attachments(mail))
