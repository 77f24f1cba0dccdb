"""How every occasion ends: figures compared, event closed, report received by the partner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.ledger import Ledger
from scenarios.mailbox import attachments, mails_to
from scenarios.outcome import Outcome

FIGURES_SECONDS = 15.0
REPORT_SECONDS = 45.0


async def figures_agree(client: Client, event_id: str, ledger: Ledger) -> dict[str, Any]:
    """Wait until the live figures equal the ledger, to the person."""
    live: dict[str, Any] = {}

    async def equal() -> bool:
        live.update(await client.attendance(event_id))
        return not ledger.differences(live)

    try:
        await client.until(equal, seconds=FIGURES_SECONDS, what="live figures equal the ledger")
    except UnexpectedAnswerError as error:
        differences = "; ".join(ledger.differences(live))
        raise UnexpectedAnswerError(f"{error}: {differences}") from None
    return live


async def close_and_report(
    client: Client, event_id: str, ledger: Ledger, partner_email: str, say: Callable[[str], None]
) -> Outcome:
    """Close the event and wait for the partner's mail with the report; nobody presses a button."""
    live = await figures_agree(client, event_id, ledger)
    say(f"figures agree to the person: {ledger.registered} registered, {ledger.came} came")
    await client.call("POST", f"/api/v1/events/{event_id}/close")
    say("event closed, waiting for the report")

    async def edition() -> dict[str, Any] | None:
        path = f"/reporting/api/v1/events/{event_id}/editions"
        items = (await client.call("GET", path))["items"]
        return items[0] if items else None

    async def report() -> bytes | None:
        for mail in mails_to(client.ready.mail_dir, partner_email):
            for name, content in attachments(mail).items():
                if name.endswith(".pdf") and content.startswith(b"%PDF"):
                    return content
        return None

    first = await client.until(edition, seconds=REPORT_SECONDS, what="edition 1")
    pdf = await client.until(
        report, seconds=REPORT_SECONDS, what=f"report in {partner_email}'s mail"
    )
    say(f"report {first['number']} is in the partner's mail ({len(pdf) // 1024} KiB PDF)")
    return Outcome(event_id, ledger, live, first, partner_email, pdf)
