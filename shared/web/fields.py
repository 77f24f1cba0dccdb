"""What all bodies share: unknown fields are refused, and each text has a limit."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, UnsetType

Line = Annotated[str, Meta(min_length=1, max_length=200)]
ShortLine = Annotated[str, Meta(max_length=100)]
Paragraph = Annotated[str, Meta(max_length=4000)]
Address = Annotated[str, Meta(max_length=500)]
Url = Annotated[str, Meta(max_length=500)]
Email = Annotated[str, Meta(min_length=3, max_length=254)]
LocaleCode = Annotated[str, Meta(pattern=r"^[a-z]{2}(-[a-z]{2,8})?$", max_length=11)]
Instant = Annotated[datetime, Meta(tz=True)]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything clients send."""

    def sent(self) -> dict[str, Any]:
        """Fields that were sent (or have a default), as attributes."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in values.items() if not isinstance(value, UnsetType)}
