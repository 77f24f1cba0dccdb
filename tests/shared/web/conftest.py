"""A small app with one route of each kind, and a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
import pytest_asyncio
import uvicorn
from litestar import Litestar, Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream
from opentelemetry import trace
from playwright.async_api import Browser

from scenarios.browser import chromium
from shared.contracts.access import Grant
from shared.errors import FieldError, NotFound, Refused, TooManyRequests, WrongRole
from shared.web.app import WebSettings, make_app
from shared.web.health import Health
from shared.web.information import information_pages
from shared.web.pages import read_form, redirect, render
from shared.web.principal import Principal, bearer, hash_of, signed_in
from shared.web.settings import OperatorSettings

PORT = 23001
TOKEN = "token-of-a-test"
SESSION = "session-of-a-test"
OPERATOR = OperatorSettings(
    name="Gesundheitsnetz Musterstadt e. V.",
    address="Marktplatz 1, 07743 Musterstadt",
    email="kontakt@example.org",
    phone="03641 123456",
)


class PersonBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person."""

    email: Annotated[str, msgspec.Meta(max_length=20)]
    age: int | None = None


class PartyBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body with a list."""

    people: Annotated[list[PersonBody], msgspec.Meta(max_length=3)]


class Full(Refused):
    """A refusal of a slice."""

    problem_type = "full"
    status = 409
    title = "There is no place left."


REFUSALS: dict[str, Exception] = {
    "full": Full("Every place is taken."),
    "role": WrongRole(),
    "missing": NotFound(),
    "limit": TooManyRequests(retry_after_seconds=30),
    "away": ConnectionRefusedError("host=10.0.0.1 password=geheim"),
    "fault": KeyError("erika@example.org"),
}


@post("/api/v1/parties")
async def make_party(data: JSONBody[PartyBody]) -> PartyBody:
    """Give the body back."""
    return data


@get("/api/v1/things/{thing_id:uuid}")
async def get_thing(
    request: Request[Any, Any, State], thing_id: FromPath[UUID], limit: FromQuery[int] = 5
) -> str:
    """For signed-in staff."""
    await bearer(request)
    return f"{thing_id} {limit}"


@get(["/api/v1/refusals/{name:str}", "/refusals/{name:str}"])
async def refuse(name: FromPath[str]) -> None:
    """Raise what was asked for."""
    raise REFUSALS[name]


@get("/api/v1/slow")
async def slow() -> None:
    """Never ends."""
    await asyncio.Event().wait()


@get("/api/v1/slow-to-end", include_in_schema=False)
async def slow_to_end() -> None:
    """Never ends, and takes a while to clean up when cancelled, like a query of a hung server."""
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(1)
        raise OSError("the clean-up failed as well")


@get("/api/v1/stream", include_in_schema=False)
async def stream() -> Stream:
    """Two parts with a pause between them."""

    async def parts() -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"
        await asyncio.sleep(0.2)
        yield b"data: 2\n\n"

    return Stream(parts(), media_type="text/event-stream")


@get("/api/v1/trace", include_in_schema=False)
async def trace_id() -> str:
    """The trace this request belongs to."""
    return f"{trace.get_current_span().get_span_context().trace_id:032x}"


@get("/form", include_in_schema=False)
async def form_page(request: Request[Any, Any, State]) -> Any:
    """A page with a form."""
    return render(request, "tests_form.html")


@post("/form", include_in_schema=False)
async def post_form(request: Request[Any, Any, State]) -> Any:
    """Act on the form."""
    form = await read_form(request)
    request.app.state.acted.append(form.get("name"))
    return redirect(request, "/form")


@get("/staff", include_in_schema=False)
async def staff_page(request: Request[Any, Any, State]) -> Any:
    """For signed-in staff."""
    await signed_in(request)
    return render(request, "tests_form.html")


@get("/camera", include_in_schema=False, opt={"camera": True})
async def camera_page(request: Request[Any, Any, State]) -> Any:
    """May use the camera."""
    return render(request, "tests_form.html")


@get("/style", include_in_schema=False)
async def style_page(request: Request[Any, Any, State]) -> Any:
    """Every component."""
    errors = [FieldError("name", "is missing", "missing"), FieldError("email", "no", "email")]
    return render(request, "style.html", errors=errors)


@dataclass
class KnownSecrets:
    """An authenticator that knows a token and a session until they expire."""

    expires_at: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(hours=1))
    staff_id: UUID = field(default_factory=uuid4)

    async def find(
        self, token_hash: str, now: datetime, *, age_max_seconds: float = 0.0
    ) -> Principal | None:
        """The principal behind the two secrets of these tests."""
        kinds = {hash_of(TOKEN): "token", hash_of(SESSION): "session"}
        if token_hash not in kinds or now >= self.expires_at:
            return None
        return Principal(self.staff_id, (Grant(role="administrator"),), kinds[token_hash])


def sample_app(base_url: str = "http://localhost:8000", **state: Any) -> Litestar:
    """The app of these tests."""
    from pathlib import Path

    return make_app(
        service="sample",
        title="Sample",
        settings=WebSettings(base_url=base_url, instance="sample"),
        routes=[
            make_party,
            get_thing,
            refuse,
            slow,
            slow_to_end,
            stream,
            trace_id,
            form_page,
            post_form,
            staff_page,
            camera_page,
            style_page,
            *information_pages(OPERATOR),
        ],
        api_prefix="/api/v1",
        authenticator=KnownSecrets(),
        health=Health(None),
        template_folders=[Path(__file__).with_name("templates")],
        operator=OPERATOR,
        state={"acted": [], **state},
    )


@pytest.fixture
def app() -> Litestar:
    """A fresh app."""
    return sample_app()


@pytest_asyncio.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Talks to the app in this process."""
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # two names of the ASGI types
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


@pytest_asyncio.fixture(scope="session")
async def origin() -> AsyncIterator[str]:
    """The app on a real port, for the browser."""
    url = f"http://127.0.0.1:{PORT}"
    config = uvicorn.Config(sample_app(url), port=PORT, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    yield url
    server.should_exit = True
    await task


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    async with chromium() as running:
        yield running
