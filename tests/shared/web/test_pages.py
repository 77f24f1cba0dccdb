"""Headers, cookies, forms, static files, health."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request

from shared.web import csrf, edge
from shared.web.health import Finding, Health
from shared.web.pages import make_environment
from tests.shared.web.conftest import SESSION, sample_app


def token_in(page: str) -> str:
    """The hidden field of the form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/form", "/nowhere", "/api/v1/openapi.json", "/health/live"])
async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    """Protects against framing, sniffing, injected scripts and leaking addresses."""
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    for device in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{device}=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


async def test_nothing_we_serve_loads_scripts_from_elsewhere(client: httpx.AsyncClient) -> None:
    """Protects visitors from third parties: the framework's page about the API isn't there."""
    answer = await client.get("/schema")
    assert "text/html" not in answer.headers["content-type"] or answer.status_code == 404
    assert "https://cdn" not in answer.text


async def test_only_the_camera_page_may_use_the_camera(client: httpx.AsyncClient) -> None:
    """Protects the narrow exception for scanning."""
    headers = (await client.get("/camera")).headers
    assert "camera=(self)" in headers["permissions-policy"]
    assert "'wasm-unsafe-eval'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "microphone=()" in headers["permissions-policy"]
    headers = (await client.get("/form")).headers
    assert "camera=()" in headers["permissions-policy"]
    assert "wasm-unsafe-eval" not in headers["content-security-policy"]


async def test_cookies_are_http_only_lax_and_named_after_the_instance(
    client: httpx.AsyncClient,
) -> None:
    """Protects secrets from scripts and other sites, and two installations from each other."""
    answer = await client.get("/form?lang=en")
    cookies = answer.headers.get_list("set-cookie")
    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["sample_csrf", "sample_lang"]
    for cookie in cookies:
        assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.lower().split("; "))
        assert "secure" not in cookie.lower()


async def test_cookies_are_secure_under_https() -> None:
    """Protects secrets on the way."""
    transport = httpx.ASGITransport(sample_app("https://auftakt.example"))  # type: ignore[arg-type]  # two names of the ASGI types
    async with httpx.AsyncClient(transport=transport, base_url="https://x") as client:
        answer = await client.get("/form")
    assert "secure" in answer.headers["set-cookie"].lower().split("; ")


async def test_a_form_acts_once_with_its_token(client: httpx.AsyncClient, app: Litestar) -> None:
    """Protects the good way: page, token, POST, redirect to the configured origin."""
    page = await client.get("/form")
    fields = {"name": " Erika ", "csrf_token": token_in(page.text)}
    answer = await client.post("/form", data=fields, headers={"host": "evil.example"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "http://localhost:8000/form"
    assert app.state.acted == ["Erika"]


async def test_forms_from_elsewhere_do_nothing(client: httpx.AsyncClient, app: Litestar) -> None:
    """Protects people who are signed in from other sites' forms (CSRF)."""
    token = token_in((await client.get("/form")).text)
    nonce, _, signature = token.partition(".")
    attempts: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {}),
        ({"csrf_token": ""}, {}),
        ({"csrf_token": f"{nonce}x.{signature}"}, {}),
        ({"csrf_token": csrf.make_token("planted", "")}, {}),
        ({"csrf_token": token}, {"sec-fetch-site": "cross-site"}),
        ({"csrf_token": token}, {"sec-fetch-site": "same-site"}),
    ]
    for fields, headers in attempts:
        answer = await client.post("/form", data={"name": "x", **fields}, headers=headers)
        assert answer.status_code == 403, fields
    json_body = await client.post("/form", json={"csrf_token": token})
    assert json_body.status_code == 403
    assert app.state.acted == []


async def test_a_form_of_too_many_fields_is_not_taken_apart(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects the process: nobody has to sign in to send a form, and many fields take long."""

    async def form(_: Request[Any, Any, Any]) -> None:
        pytest.fail("the form was taken apart")

    monkeypatch.setattr(Request, "form", form)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await client.post("/form", content="a=b&" * csrf.FIELDS_MAX, headers=headers)
    assert answer.status_code == 400


async def test_a_token_of_another_session_is_refused(
    client: httpx.AsyncClient, app: Litestar
) -> None:
    """Protects against a planted cookie: the token is bound to the session."""
    token = token_in((await client.get("/form")).text)
    client.cookies.set("sample_session", SESSION)
    answer = await client.post("/form", data={"name": "x", "csrf_token": token})
    assert answer.status_code == 403
    assert app.state.acted == []


async def test_static_files_are_cached_by_content(client: httpx.AsyncClient, app: Litestar) -> None:
    """Protects speed and freshness; nothing outside the folder can be read."""
    url = app.state.web.assets.url("css/auftakt.css")
    answer = await client.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    old = await client.get(url.replace(app.state.web.assets.digest, "0" * 12))
    assert old.headers["cache-control"] == "no-cache"
    for path in ("../settings.py", "..%2fsettings.py", "css/../../app.py"):
        assert (await client.get(f"/static/x/{path}")).status_code == 404


async def test_nulls_in_addresses_are_refused(client: httpx.AsyncClient) -> None:
    """Protects PostgreSQL from text it can't hold."""
    assert (await client.get("/form?x=%00")).status_code == 400
    assert (await client.get("/%00")).status_code == 404


async def test_links_of_a_page_never_lead_to_another_site(client: httpx.AsyncClient) -> None:
    """Protects against `//elsewhere`, which a browser takes for another host."""
    for path in ("//elsewhere.example/form", "//elsewhere.example", "/%2felsewhere.example"):
        answer = await client.get(httpx.URL("http://test", raw_path=path.encode()))
        assert answer.status_code == 404
        assert "elsewhere.example" in answer.text
        assert not re.search(r'(?:href|action)="//', answer.text)


async def test_one_log_line_a_request_without_query_or_ids(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects personal data: the template of the route is logged, never what was in it."""
    await client.get("/api/v1/things/6e8bc430-9c3a-41d9-9669-0800200c9a66?limit=7")
    lines = [line for line in capsys.readouterr().out.splitlines() if "request" in line]
    assert len(lines) == 1
    assert "/api/v1/things/{thing_id}" in lines[0]
    assert "401" in lines[0]
    assert "6e8bc430" not in lines[0]
    assert "limit" not in lines[0]


async def test_metrics_count_requests_by_route(client: httpx.AsyncClient) -> None:
    """Protects operators' view."""
    await client.get("/form")
    text = (await client.get("/metrics")).text
    assert 'auftakt_request_seconds_count{method="GET",route="/form",service="sample"' in text


class AwayPool:
    """PostgreSQL that is not there."""

    async def fetchval(self, query: str, *, timeout: float) -> Any:  # noqa: ASYNC109 - asyncpg's
        """Refuse."""
        raise ConnectionRefusedError


class HerePool:
    """PostgreSQL that answers."""

    async def fetchval(self, query: str, *, timeout: float) -> Any:  # noqa: ASYNC109 - asyncpg's
        """Answer."""
        return 1


async def test_only_postgresql_decides_readiness() -> None:
    """Protects serving people while Kafka is away."""

    async def kafka() -> Finding:
        return Finding(ok=False)

    async def broken() -> None:
        raise RuntimeError

    serving, report = await Health(HerePool(), {"kafka": kafka, "lag": broken}).report()
    assert serving
    assert report["status"] == "degraded"
    assert report["degraded"] == ["kafka", "lag"]
    serving, report = await Health(AwayPool()).report()
    assert not serving
    assert report["status"] == "unavailable"


async def test_head_is_answered_like_get_without_a_body(client: httpx.AsyncClient) -> None:
    """Protects monitors and link checkers, which ask by HEAD."""
    answer = await client.head("/form")
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"].startswith("text/html")
    assert (await client.head("/nowhere")).status_code == 404


async def test_a_stream_outlives_the_bound_of_a_request(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects live pages: the bound ends when the answer starts."""
    monkeypatch.setattr(edge, "REQUEST_MAX_SECONDS", 0.05)
    assert (await client.get("/api/v1/stream")).text.count("data:") == 2


async def test_a_trace_goes_on_through_the_service(client: httpx.AsyncClient) -> None:
    """Protects tracing: the caller's trace id reaches the handler (and the outbox)."""
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}
    assert trace_id in (await client.get("/api/v1/trace", headers=headers)).text
    assert (await client.get("/api/v1/trace", headers={"traceparent": "x" * 500})).is_success


def test_components_work_without_a_call_block() -> None:
    """Protects pages that need a hero, a notice or an empty state without more text."""
    environment = make_environment()
    environment.globals["asset"] = str
    source = (
        '{% from "components/hero.html" import hero %}'
        '{% from "components/messages.html" import notice, empty %}'
        '{{ hero("A") }}{{ notice("info", "B") }}{{ empty("C") }}'
    )
    text = environment.from_string(source).render()
    assert all(f">{letter}<" in text for letter in "ABC")
