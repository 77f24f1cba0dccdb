"""Writes what is derived from the contracts: JSON Schemas and the AsyncAPI document.

`python -m shared.contracts.generate` writes, with `--check` it only says what has drifted.

Examples are written by hand and never changed once released: a file
`examples/<topic>/<type>[~variant].json` for each message, and a new variant whenever a field is
added. Decoding all of them is how we know that today's code reads yesterday's messages.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.asyncapi import document
from shared.contracts.catalogue import TOPICS
from shared.contracts.topic import Message, Topic

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE / "examples"
SCHEMAS = HERE / "schemas"
ASYNCAPI = HERE.parents[1] / "docs" / "asyncapi" / "asyncapi.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def generated() -> dict[Path, str]:
    """Every derived file with its content."""
    files = {ASYNCAPI: _json(document())}
    for topic in TOPICS:
        for name, struct in topic.messages.items():
            schema = {"$schema": DIALECT, "title": name, **msgspec.json.schema(struct)}
            files[SCHEMAS / topic.name / f"{name}.json"] = _json(schema)
    return files


def examples() -> Iterator[tuple[Topic, type[Message], Path]]:
    """Every committed example with the Struct that must decode it; KeyError for a stray file."""
    by_name = {topic.name: topic for topic in TOPICS}
    for path in sorted(EXAMPLES.glob("*/*.json")):
        topic = by_name[path.parent.name]
        yield topic, topic.messages[path.stem.partition("~")[0]], path


def drifted() -> list[Path]:
    """Derived files that are not as they would be written now, and files nobody derives."""
    files = generated()
    wrong = [p for p, text in files.items() if not p.exists() or p.read_text("utf-8") != text]
    return wrong + [path for path in SCHEMAS.glob("*/*.json") if path not in files]


def main(arguments: list[str]) -> int:
    """Write, or with `--check` compare; 1 when something has drifted."""
    if "--check" in arguments:
        for path in drifted():
            sys.stderr.write(f"has drifted: {path}\n")
        return int(bool(drifted()))
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
