"""OpenAPI 3.1 of the JSON API: pages left out, problems and sign-in described for every call."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from shared.web.pages import Web
from shared.web.problems import MEDIA_TYPE, Problem

STATUSES = {
    "400": "The body can't be parsed.",
    "401": "No valid credential.",
    "403": "The role doesn't allow it.",
    "404": "Unknown, or of a foreign organisation.",
    "405": "The method isn't taken here.",
    "409": "The state doesn't allow it.",
    "413": "The body is too large.",
    "422": "A field is not valid.",
    "429": "Too many requests; see Retry-After.",
    "503": "Not available at the moment; see Retry-After.",
}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


def describe(app: Litestar, web: Web) -> bytes:
    """The document, encoded."""
    document = app.openapi_schema.to_schema()
    paths = {
        path: item
        for path, item in document.get("paths", {}).items()
        if path.startswith(f"{web.api_prefix}/")
    }
    for item in paths.values():
        for method in METHODS:
            if method in item:
                _describe_operation(item[method])
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(_exact_schemas([Problem, *_body_types(app)]))
    components["responses"] = {
        f"Problem{status}": _problem_response(text) for status, text in STATUSES.items()
    }
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API token of a staff member, or the manage token of a registration.",
        }
    }
    document["paths"] = paths
    document["servers"] = [{"url": web.settings.base_url}]
    return msgspec.json.encode(document)


def _body_types(app: Litestar) -> list[Any]:
    """What the handlers declare as `data`."""
    handlers = [
        handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
    ]
    fields = [handler.parsed_data_field for handler in handlers]
    return list({id(f.annotation): f.annotation for f in fields if f is not None}.values())


def _exact_schemas(types: list[Any]) -> dict[str, Any]:
    """msgspec's own schemas: they say what the decoder does, unknown fields refused included."""
    _, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return schemas


def _describe_operation(operation: dict[str, Any]) -> None:
    if (body := operation.get("requestBody")) is not None:
        types = body["content"].get("application/json", {}).get("schema", {}).get("oneOf", ())
        body["required"] = body.get("required", False) and {"type": "null"} not in types
    responses = operation.setdefault("responses", {})
    for status in STATUSES:
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    operation.setdefault("security", [{"bearer": []}, {}])


def _problem_response(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}}
