"""Who isn't signed in learns nothing about a route for staff, not even what its body looks like.

Guards run before a body is read. What the person may do is decided by the use case.
"""

from __future__ import annotations

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from shared.errors import NotFound
from shared.web.principal import bearer, signed_in

NO_STAFF_NEEDED = frozenset({"public", "manage-token"})


async def require_credential(
    connection: ASGIConnection,  # type: ignore[type-arg]  # litestar's own guards are typed so
    handler: BaseRouteHandler,
) -> None:
    """Raises NotSignedIn for staff's routes; a route that declares nothing is closed."""
    access = handler.opt.get("access")
    if access is None:
        raise NotFound
    if access in NO_STAFF_NEEDED:
        return
    request = Request(connection.scope)  # type: ignore[var-annotated]  # user and state are not used
    if request.app.state.web.is_api(connection.scope["path"]):
        await bearer(request)
    else:
        await signed_in(request)
