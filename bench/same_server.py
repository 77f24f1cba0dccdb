"""Registration's own web server with a no-op route beside the real ones.

The no-op decodes the same body and answers the same size; no queue, no database. Both routes live
in one process, behind the same guards and layers, so that their ratio is the cost of registering.
Started by `bench.hot_event` with registration's environment: `python -m bench.same_server`.
"""

from __future__ import annotations

import os
import sys
from uuid import UUID, uuid4

from litestar import post

from services.registration.access.guard import require_credential
from services.registration.bookings.bodies import PersonView, RegistrationBody, RegistrationView
from services.registration.service import build
from services.registration.settings import Settings
from shared.process import Service, run
from shared.settings import load

TOKEN_CHARACTERS = 48
NO_OP = "/api/v1/events/{event_id:uuid}/no-op"


@post(NO_OP, status_code=201, opt={"access": "public"}, guards=[require_credential])
async def no_op(event_id: UUID, data: RegistrationBody) -> RegistrationView:
    """Answer as if."""
    people = [
        PersonView(
            id=uuid4(),
            status="confirmed",
            sessions=tuple(person.sessions),
            ticket="t" * TOKEN_CHARACTERS,
        )
        for person in data.people
    ]
    return RegistrationView(
        id=uuid4(),
        event_id=event_id,
        status="confirmed",
        people=people,
        manage_token="m" * TOKEN_CHARACTERS,
        manage_url="http://localhost:8000/m/" + "m" * TOKEN_CHARACTERS,
        booking_code="ABCD-EFGH-JKM",
    )


async def with_no_op(settings: Settings) -> Service:
    """The service with one more route."""
    service = await build(settings)
    service.app.register(no_op)
    return service


def main() -> int:
    """Serve HTTP only; relay and workers are those of the stack."""
    settings = load(Settings, os.environ)
    return run(lambda: with_no_op(settings), ["api"], name="bench")


if __name__ == "__main__":
    sys.exit(main())
