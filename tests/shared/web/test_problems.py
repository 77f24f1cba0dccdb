"""Every refusal and fault becomes the answer design §9 promises."""

from __future__ import annotations

import asyncio
import json
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from shared.web import edge
from tests.shared.web.conftest import TOKEN

PARTY = "/api/v1/parties"


def problem(answer: httpx.Response, status: int, name: str) -> dict[str, object]:
    """Check the frame of a problem, give its body."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["type"] == f"urn:auftakt:problem:{name}"
    assert body["status"] == status
    assert body["title"]
    return body


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b"", b'{"people": [', b'{"people":[{"email":"\\ud800"}]}'],
)
async def test_a_body_that_is_not_json_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    """Protects the line between "can't read" and "can't accept"."""
    problem(await client.post(PARTY, content=body), 400, "not-parsable")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "people"),
        ({"people": [{}]}, "people[0].email"),
        ({"people": [{"email": "a@b.de"}, {"email": 5}]}, "people[1].email"),
        ({"people": [{"email": "a@b.de", "age": "5"}]}, "people[0].age"),
        ({"people": [{"email": "a@b.de", "name": "x"}]}, "people[0].name"),
        ({"people": [{"email": "x" * 21}]}, "people[0].email"),
        ({"people": [{"email": "a@b.de"}] * 4}, "people"),
        ({"people": [{"email": "a\0b"}]}, "people[0].email"),
        ({"party": []}, "party"),
        ([], "body"),
    ],
)
async def test_a_body_that_does_not_fit_is_422_and_names_the_field(
    client: httpx.AsyncClient, body: object, field: str
) -> None:
    """Protects forms of clients: they put the message beside the field."""
    found = problem(await client.post(PARTY, json=body), 422, "invalid-fields")
    errors = found["errors"]
    assert isinstance(errors, list)
    assert [error["field"] for error in errors] == [field]
    assert all(error["reason"] and "`" not in error["reason"] for error in errors)


async def test_a_wrong_query_value_is_422(client: httpx.AsyncClient) -> None:
    """Protects lists from odd limits."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = await client.get(f"/api/v1/things/{uuid4()}?limit=many", headers=headers)
    assert problem(answer, 422, "invalid-fields")["errors"]


async def test_a_body_over_one_mebibyte_is_413(client: httpx.AsyncClient) -> None:
    """Protects memory: nothing is read past the limit, with or without Content-Length."""
    problem(await client.post(PARTY, content=b" " * (1024 * 1024 + 1)), 413, "body-too-large")

    async def chunks() -> object:  # an async generator has no length, so none is sent
        for _ in range(20):
            yield b" " * 65_536 * 2

    answer = await client.post(PARTY, content=chunks())  # type: ignore[arg-type]  # httpx takes async iterables
    problem(answer, 413, "body-too-large")


async def test_unknown_addresses_and_ids_are_404(client: httpx.AsyncClient) -> None:
    """Protects against learning from answers which ids are well formed."""
    problem(await client.get("/api/v1/nowhere"), 404, "not-found")
    problem(await client.get("/api/v1/things/17"), 404, "not-found")
    problem(await client.get("/api/v1/things/%00"), 404, "not-found")


async def test_a_wrong_method_is_405_with_allow(client: httpx.AsyncClient) -> None:
    """Protects clients that guess methods."""
    answer = await client.put(PARTY, json={})
    problem(answer, 405, "method-not-allowed")
    assert "POST" in answer.headers["allow"]


async def test_without_or_with_a_wrong_token_it_is_401(client: httpx.AsyncClient) -> None:
    """Protects staff routes; the JSON API takes no cookies and no session secrets."""
    from tests.shared.web.conftest import SESSION

    path = f"/api/v1/things/{uuid4()}"
    cookie = {"cookie": f"sample_session={SESSION}"}
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic x"}, cookie):
        answer = await client.get(path, headers=headers)
        problem(answer, 401, "not-signed-in")
        assert answer.headers["www-authenticate"] == "Bearer"
    session = await client.get(path, headers={"authorization": f"Bearer {SESSION}"})
    problem(session, 401, "not-signed-in")
    good = await client.get(path, headers={"authorization": f"Bearer {TOKEN}"})
    assert good.status_code == 200


async def test_refusals_of_slices_keep_their_type(client: httpx.AsyncClient) -> None:
    """Protects what clients branch on."""
    found = problem(await client.get("/api/v1/refusals/full"), 409, "full")
    assert found["detail"] == "Every place is taken."
    problem(await client.get("/api/v1/refusals/role"), 403, "wrong-role")
    limit = await client.get("/api/v1/refusals/limit")
    problem(limit, 429, "too-many-requests")
    assert limit.headers["retry-after"] == "30"


async def test_postgresql_away_is_503_with_retry_after(client: httpx.AsyncClient) -> None:
    """Protects clients from a 500 they can't act on, and hosts and passwords from leaking."""
    answer = await client.get("/api/v1/refusals/away")
    problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert "geheim" not in answer.text


async def test_a_fault_is_500_without_details(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects personal data in messages of exceptions: neither the answer nor the log has them."""
    answer = await client.get("/api/v1/refusals/fault")
    problem(answer, 500, "unexpected-fault")
    logged = capsys.readouterr().out
    assert "erika" not in answer.text + logged
    assert "KeyError" in logged


async def test_an_answer_that_takes_too_long_is_503(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects people from hanging pages: never more than the bound."""
    assert edge.REQUEST_MAX_SECONDS <= 5
    monkeypatch.setattr(edge, "REQUEST_MAX_SECONDS", 0.05)
    answer = await client.get("/api/v1/slow")
    problem(answer, 503, "unavailable")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_answer_does_not_wait_for_the_clean_up_of_what_took_too_long(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects from a database that stands still: the bound holds, whatever is being undone."""
    monkeypatch.setattr(edge, "REQUEST_MAX_SECONDS", 0.05)
    times: dict[str, float] = {}

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        times.setdefault(f"{message['type']} {message.get('status', '')}".strip(), perf_counter())

    began = perf_counter()
    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/v1/slow-to-end",
        "raw_path": b"/api/v1/slow-to-end",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    await app(scope, receive, send)
    assert perf_counter() - began > 1
    assert list(times) == ["http.response.start 503", "http.response.body"]
    assert max(times.values()) - began < 0.5


async def test_people_get_a_page_instead(client: httpx.AsyncClient) -> None:
    """Protects visitors from JSON; the page speaks their language."""
    for name, status in (("missing", 404), ("away", 503), ("fault", 500), ("full", 409)):
        answer = await client.get(f"/refusals/{name}?lang=en")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert '<html lang="en"' in answer.text
    assert "This page does not exist." in (await client.get("/nowhere?lang=en")).text
    assert (await client.get("/staff")).status_code == 401


async def test_who_comes_at_a_bad_moment_may_ask_again(client: httpx.AsyncClient) -> None:
    """Protects people from hunting for the page they wanted; nothing else offers to repeat."""
    page = (await client.get("/refusals/away?lang=en&q=%22%3E%3Cb%3E")).text
    assert 'href="http://localhost:8000/refusals/away?lang=en&amp;q=%22%3E%3Cb%3E"' in page
    assert "Try again" in page
    for name in ("missing", "fault", "full"):
        assert "Try again" not in (await client.get(f"/refusals/{name}?lang=en")).text


async def test_openapi_describes_problems_sign_in_and_the_origin(
    client: httpx.AsyncClient,
) -> None:
    """Protects generated clients; pages are not part of the contract."""
    document = json.loads((await client.get("/api/v1/openapi.json")).text)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://localhost:8000"}]
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    responses = document["paths"][PARTY]["post"]["responses"]
    assert {"201", "400", "401", "403", "404", "409", "413", "422", "429", "503"} <= set(responses)
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert document["components"]["schemas"]["PartyBody"]["additionalProperties"] is False
    person = document["components"]["schemas"]["PersonBody"]["properties"]
    assert person["email"]["maxLength"] == 20
