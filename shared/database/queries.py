"""Named statements: SQL stands in `queries.sql` beside the store that runs it.

```sql
-- name: find_booking
-- One booking by id, without its people.
SELECT id, version FROM bookings WHERE id = $1;
```
"""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"^--\s*name:\s*(?P<name>[a-z][a-z0-9_]*)\s*$", re.MULTILINE)


class Queries:
    """The statements of one file, as attributes."""

    def __init__(self, path: Path, statements: dict[str, str]) -> None:
        self._path = path
        self.statements = statements

    def __getattr__(self, name: str) -> str:
        statements: dict[str, str] = self.__dict__.get("statements", {})
        try:
            return statements[name]
        except KeyError:
            raise AttributeError(f"no statement {name!r} in {self.__dict__.get('_path')}") from None


def load_queries(path: Path) -> Queries:
    """Read a file of named statements; raises ValueError when a name or a statement is missing."""
    parts = _NAME.split(path.read_text(encoding="utf-8"))
    if _code(parts[0]):
        raise ValueError(f"{path}: a statement stands before the first name")
    statements: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in statements:
            raise ValueError(f"{path}: {name} stands there twice")
        statements[name] = body.strip().rstrip(";")
        if not _code(body):
            raise ValueError(f"{path}: {name} is empty")
    return Queries(path, statements)


def _code(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("--"))
