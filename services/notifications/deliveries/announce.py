"""What became of mails, as messages: status codes only, no address, no text of a server."""

from __future__ import annotations

from collections.abc import Sequence

from services.notifications.deliveries.domain import Change
from shared.contracts.deliveries import DELIVERIES, DeliveryChanged
from shared.messaging.outbox import OutgoingMessage


def changed(changes: Sequence[Change]) -> list[OutgoingMessage]:
    """One message for each change of state."""
    return [OutgoingMessage(DELIVERIES, str(c.event_id or c.id), _body(c)) for c in changes]


def _body(change: Change) -> DeliveryChanged:
    return DeliveryChanged(
        id=change.id,
        version=change.version,
        event_id=change.event_id,
        kind=change.kind,
        state=change.state,
        reason=change.reason,
        smtp_status=change.smtp_status,
        attempts=change.attempts,
        sent_at=change.sent_at,
    )
