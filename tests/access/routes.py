"""The route tables themselves: what can be asked for, and for whom it says it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from shared.web.rules import OPT, RULES

FRAME = ("shared.", "litestar.")
"""Health, static files, notices and the description of the API are the frame's, not a slice's."""
_PARAMETER = re.compile(r"\{([a-z_]+)(?::[a-z]+)?\}")
_ORDER = {"GET": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4}


@dataclass(frozen=True)
class Route:
    """One method of one path of one service. `rule` is what it declares."""

    service: str
    method: str
    path: str
    rule: str | None
    body: Any
    """The type of its JSON body, or None."""

    @property
    def is_api(self) -> bool:
        """Bearer tokens here, session cookies elsewhere."""
        return "/api/v1/" in f"{self.path}/"

    @property
    def parameters(self) -> list[str]:
        """Names of what stands in the path."""
        return _PARAMETER.findall(self.path)

    @property
    def path_plain(self) -> str:
        """The path without the kinds of its parameters."""
        return _PARAMETER.sub(lambda found: f"{{{found[1]}}}", self.path)

    @property
    def roles(self) -> frozenset[str] | None:
        """Who may pass; None: no role decides."""
        return RULES[self.rule or ""]

    def filled(self, values: dict[str, str]) -> str:
        """The path with these values."""
        return _PARAMETER.sub(lambda found: values[found[1]], self.path)


def routes(service: str, app: Litestar) -> Iterator[Route]:
    """What the slices of a service offer; reading first, destroying last."""
    found = [
        Route(service, method, route.path_format, handler.opt.get(OPT), _body(handler))
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and not handler.fn.__module__.startswith(FRAME)
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
    ]
    yield from sorted(found, key=lambda route: (_ORDER[route.method], route.path))


def _body(handler: HTTPRouteHandler) -> Any:
    field = handler.parsed_data_field
    return None if field is None else field.annotation
