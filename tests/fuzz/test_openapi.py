"""Whatever a client sends within or beside the OpenAPI documents, no answer is a 500."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from scenarios.client import Client
from tests.journeys.occasions import person, published
from tests.stack import Stack

EXAMPLES = 400 if os.environ.get("AUFTAKT_LONG") else 3
PREFIXES = ("", "/reporting", "/notifications")
LEFT_ALONE = ("close", "cancel", "stream")
"""Not called with ids that exist: what ends the event, and what never ends."""


@pytest.fixture(scope="session")
def known_ids(stack: Stack) -> dict[str, str]:
    """Ids that exist, so that the fuzz gets past the look-up."""

    async def make() -> dict[str, str]:
        async with Client(stack.ready) as client:
            event = await published(client)
            booking = await client.register(event["id"], person(1, event["sessions"][0]["id"]))
            return {"event_id": event["id"], "registration_id": booking["id"]}

    return asyncio.run(make())


@pytest.mark.timeout(7_200 if EXAMPLES > 100 else 180)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_input_is_answered_with_a_500(
    stack: Stack, known_ids: dict[str, str], prefix: str
) -> None:
    """Bad input gets a clear 4xx; only an outage may answer 503."""
    ready = stack.ready
    schema = schemathesis.openapi.from_url(f"{ready.url}{prefix}/api/v1/openapi.json")
    results = list(schema.get_all_operations())
    assert results
    operations = [result.ok() for result in results if isinstance(result, Ok)]
    assert len(operations) == len(results)
    for operation in operations:
        _fuzz(operation, known_ids, ready.url, ready.admin_token)


def _fuzz(operation: Any, known_ids: dict[str, str], url: str, token: str) -> None:
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, known=st.booleans())
    def run(case: Any, known: bool) -> None:
        if known and case.path_parameters and not operation.path.endswith(LEFT_ALONE):
            for name, value in known_ids.items():
                if name in case.path_parameters:
                    case.path_parameters[name] = value
        headers = {"Authorization": f"Bearer {token}"}
        answer = case.call(base_url=url, headers=headers, timeout=10, stream=True)
        status = answer.status_code
        answer_text = "" if "event-stream" in str(answer.headers) else str(answer.content[:300])
        assert status < 500, f"{operation.method} {operation.path}: {status} {answer_text}"

    run()
