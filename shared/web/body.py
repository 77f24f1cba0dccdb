"""The body of a JSON request becomes the Struct a handler declares as `data`, strictly.

Litestar by itself converts laxly ("5" would pass as 5) and answers 400 for everything; here a
body that isn't JSON is 400, one that doesn't fit is 422 naming the field.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any, ClassVar, get_args

import msgspec
from litestar.dto import AbstractDTO
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.typing import FieldDefinition

from shared.errors import InvalidFields, NotParsable
from shared.web.text import path_of_refused_character

BODY_MAX_BYTES = 1024 * 1024
_AT_PATH = re.compile(r" - at `(?P<path>[^`]+)`$")
_NAMED_FIELD = re.compile(r"(?:missing required field|unknown field) `(?P<name>[^`]*)`")
_CODES = (
    ("missing required field", "missing"),
    ("unknown field", "unknown"),
    ("length >=", "too-short"),
    ("length <=", "too-long"),
    ("Expected", "invalid"),
)


class StrictBody(AbstractDTO[Any]):
    """Decodes `data` with msgspec in strict mode; used for all handlers of an app.

    The signatures are Litestar's; `generate_field_definitions` and `detect_nested_field` are
    abstract there and never called, since nothing is copied field by field.
    """

    _types: ClassVar[dict[str, Any]] = {}

    @classmethod
    def create_for_field_definition(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,
        backend_cls: Any = None,  # noqa: ARG003 - Litestar's signature
    ) -> None:
        """Remember the type a handler wants (called once for each handler)."""
        cls._types[handler_id] = field_definition.annotation

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003 - Litestar's signature
        schema_creator: Any,
    ) -> Any:
        """The schema of the Struct itself."""
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        """Bodies only; answers are encoded by msgspec as they are."""
        return field_definition.name == "data"

    @classmethod
    def generate_field_definitions(
        cls,
        model_type: type[Any],  # noqa: ARG003 - Litestar's signature
    ) -> Generator[DTOFieldDefinition, None, None]:
        """Not needed: nothing is copied field by field."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003 - Litestar's signature
        """Not needed: nothing is copied field by field."""
        return False

    def decode_bytes(self, value: bytes) -> Any:
        """Decode a JSON body; none at all where the handler can do without."""
        type_ = self._types[self.asgi_connection.route_handler.handler_id]
        if not value.strip() and type(None) in get_args(type_):
            return None
        return decode_json(value, type_)

    def decode_builtins(self, value: dict[str, Any]) -> Any:
        """Convert the fields of a form."""
        type_ = self._types[self.asgi_connection.route_handler.handler_id]
        try:
            return msgspec.convert(value, type_, strict=False)
        except msgspec.ValidationError as error:
            raise invalid_fields(error) from error


def decode_json(body: bytes, type_: Any) -> Any:
    """The body as `type_`; raises NotParsable (400) or InvalidFields (422)."""
    try:
        if b"\\u0000" in body and (where := path_of_refused_character(msgspec.json.decode(body))):
            raise InvalidFields.one(where, "has a character that can't be used", "character")
        return msgspec.json.decode(body, type=type_)
    except msgspec.ValidationError as error:
        raise invalid_fields(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotParsable("The body is not valid JSON in UTF-8.") from error


def invalid_fields(error: msgspec.ValidationError) -> InvalidFields:
    """msgspec's message taken apart into the path of the field and the reason."""
    message = str(error)
    found = _AT_PATH.search(message)
    path = found["path"].removeprefix("$").removeprefix(".") if found else ""
    reason = _AT_PATH.sub("", message).replace("`", "")
    if named := _NAMED_FIELD.search(message):
        path = f"{path}.{named['name']}" if path else named["name"]
        reason = "is missing" if "missing" in message else "is not known here"
    code = next((code for text, code in _CODES if text in message), "invalid")
    return InvalidFields.one(_readable(path), reason, code)


def _readable(path: str) -> str:
    """`[...]` is msgspec's word for "some element or value"."""
    return path.replace("[...]", "[]") or "body"
