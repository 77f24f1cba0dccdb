"""The app factory every service uses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath

from shared import metrics as registry
from shared.errors import NotFound, NotParsable
from shared.web import csrf
from shared.web.audience import settle_language
from shared.web.body import BODY_MAX_BYTES, StrictBody
from shared.web.edge import Edge
from shared.web.health import RETRY_AFTER_SECONDS, Health
from shared.web.openapi import describe
from shared.web.pages import Web
from shared.web.principal import Authenticator
from shared.web.problems import handle
from shared.web.settings import OperatorSettings, WebSettings

STATIC_SECONDS = 365 * 86_400
VERSION = "1.0.0"

__all__ = ["WebSettings", "make_app"]


def make_app(
    *,
    service: str,
    title: str,
    settings: WebSettings,
    routes: Sequence[Any],
    api_prefix: str,
    authenticator: Authenticator,
    health: Health,
    template_folders: Sequence[Path] = (),
    static_folders: Sequence[Path] = (),
    operator: OperatorSettings | None = None,
    state: dict[str, Any] | None = None,
) -> Litestar:
    """A Litestar app with problems, pages, health, metrics, OpenAPI and security headers.

    `api_prefix` ends in `/api/v1`; what stands before it is also the prefix of the static files.
    Entries of `state` are found as attributes of `app.state`.
    """
    web = Web(
        settings=settings,
        api_prefix=api_prefix,
        template_folders=template_folders,
        static_folders=static_folders,
        operator=operator,
    )
    app = Litestar(
        route_handlers=[*routes, *_own_routes(web)],
        before_request=prepare,
        debug=False,
        dto=StrictBody,
        return_dto=None,
        exception_handlers={Exception: handle, HTTPException: handle},
        guards=[csrf.guard],
        logging_config=None,
        # Only JSON: the pages that litestar makes of it load their scripts from elsewhere.
        openapi_config=OpenAPIConfig(
            title=title,
            version=VERSION,
            path=f"{web.prefix}/schema",
            render_plugins=[JsonRenderPlugin()],
        ),
        request_max_body_size=BODY_MAX_BYTES,
        state=State(
            {**(state or {}), "web": web, "authenticator": authenticator, "health": health}
        ),
    )
    app.asgi_handler = Edge(app.asgi_handler, web, service)
    return app


async def prepare(request: Request[Any, Any, Any]) -> None:
    """Before any handler: refuse what can't be, choose a language that the page speaks."""
    refuse_null_characters(request)
    settle_language(request)


def refuse_null_characters(request: Request[Any, Any, Any]) -> None:
    """PostgreSQL takes no NUL anywhere; no address of ours holds one."""
    if "\0" in request.scope["path"]:
        raise NotFound
    if b"%00" in request.scope["query_string"]:
        raise NotParsable("The address has a character that can't be used.")


def _own_routes(web: Web) -> list[Any]:
    return [_live(), _ready(), _metrics(), _static(web), _openapi(web)]


def _live() -> Any:
    @get("/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    return live


def _ready() -> Any:
    @get("/health/ready", include_in_schema=False)
    async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        serving, report = await request.app.state.health.report()
        if serving:
            return Response(report)
        headers = {"retry-after": str(RETRY_AFTER_SECONDS)}
        return Response(report, status_code=503, headers=headers)

    return ready


def _metrics() -> Any:
    @get("/metrics", include_in_schema=False)
    async def metrics() -> Response[bytes]:
        return Response(registry.render(), media_type=registry.CONTENT_TYPE)

    return metrics


def _static(web: Web) -> Any:
    @get(f"{web.prefix}/static/{{digest:str}}/{{name:path}}", include_in_schema=False)
    async def static(digest: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        asset = web.assets.find(name.removeprefix("/"))
        if asset is None:
            raise NotFound
        current = digest == web.assets.digest
        caching = f"public, max-age={STATIC_SECONDS}, immutable" if current else "no-cache"
        headers = {"cache-control": caching}
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    return static


def _openapi(web: Web) -> Any:
    documents: list[bytes] = []

    @get(f"{web.api_prefix}/openapi.json", include_in_schema=False)
    async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
        if not documents:
            documents.append(describe(request.app, web))
        return Response(documents[0], media_type="application/json")

    return openapi
