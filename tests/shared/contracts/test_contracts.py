"""What the services promise each other, and that yesterday's messages stay readable."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from shared.contracts import generate
from shared.contracts.catalogue import TOPICS
from shared.contracts.contacts import CONTACTS
from shared.contracts.topic import Cleanup, Message, Topic
from shared.messaging.provisioning import READ, TOPIC, acls, topic_config

ALL_EXAMPLES = list(generate.examples())
MESSAGES = [(topic, name) for topic in TOPICS for name in topic.messages]


@pytest.mark.parametrize(
    ("topic", "struct", "path"), ALL_EXAMPLES, ids=lambda v: getattr(v, "stem", "")
)
def test_every_committed_example_is_decoded_without_losing_a_field(
    topic: Topic, struct: type[Message], path: Path
) -> None:
    """Protects: additive evolution; a renamed, removed or retyped field breaks this."""
    text = path.read_bytes()
    decoded = msgspec.json.decode(text, type=struct)
    again = json.loads(msgspec.json.encode(decoded))
    _contains(again, json.loads(text))
    schema = json.loads((generate.SCHEMAS / topic.name / f"{_type(path)}.json").read_text())
    jsonschema.validate(json.loads(text), schema)


@pytest.mark.parametrize(("topic", "name"), MESSAGES, ids=lambda v: str(getattr(v, "name", v)))
def test_every_field_of_every_message_has_an_example(topic: Topic, name: str) -> None:
    """Protects: a new field comes with an example that tomorrow's code must still read."""
    shown: set[str] = set()
    for _, struct, path in ALL_EXAMPLES:
        if _type(path) == name:
            _walk(
                msgspec.json.decode(path.read_bytes(), type=struct),
                json.loads(path.read_bytes()),
                shown,
            )
    assert {f for f in _fields(topic.messages[name]) if f not in shown} == set()


@pytest.mark.parametrize(("topic", "name"), MESSAGES, ids=lambda v: str(getattr(v, "name", v)))
def test_a_message_of_a_newer_producer_is_read(topic: Topic, name: str) -> None:
    """Protects: fields this version doesn't know are passed over, enums are open strings."""
    path = generate.EXAMPLES / topic.name / f"{name}.json"
    newer = {**json.loads(path.read_text("utf-8")), "from_the_future": {"deep": [1]}}
    msgspec.json.decode(json.dumps(newer).encode(), type=topic.messages[name])
    enums = [t for t in _types(topic.messages[name]) if isinstance(t, msgspec.inspect.EnumType)]
    assert enums == []


def test_schemas_and_asyncapi_are_as_the_contracts_say() -> None:
    """Protects: the published documents don't drift from the code, in any process."""
    assert generate.drifted() == []
    other = subprocess.run(
        [sys.executable, "-m", "shared.contracts.generate", "--check"],
        env={"PYTHONHASHSEED": "7"},
        cwd=generate.HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (other.returncode, other.stderr) == (0, "")


def test_the_asyncapi_document_refers_only_to_what_it_holds() -> None:
    """Protects: a reader's tool can resolve the document."""
    document = json.loads(generate.ASYNCAPI.read_text("utf-8"))

    def check(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(reference := part.get("$ref"), str):
                at = document
                for step in reference.removeprefix("#/").split("/"):
                    at = at[step]
            for value in part.values():
                check(value)
        elif isinstance(part, list):
            for value in part:
                check(value)

    check(document)
    assert {c["address"] for c in document["channels"].values()} == {t.name for t in TOPICS}


def test_only_contacts_holds_personal_data_and_only_notifications_may_read_it() -> None:
    """Protects: one topic to guard and to erase from."""
    assert [topic for topic in TOPICS if topic.personal_data] == [CONTACTS]
    readers = {
        a.user
        for a in acls(TOPICS)
        if (a.operation, a.resource_type) == (READ, TOPIC) and a.name == CONTACTS.name
    }
    assert readers == {"notifications"}


def test_topics_are_kept_as_long_as_the_design_says() -> None:
    """Protects: facts for ever, requests a week, erased contacts out of the files in time."""
    by_name = {topic.name: topic_config(topic) for topic in TOPICS}
    assert by_name["registration.bookings.v1"]["retention.ms"] == "-1"
    assert by_name["registration.attendance.v1"]["retention.ms"] == "-1"
    assert by_name["registration.mail-requests.v1"]["retention.ms"] == _ms(timedelta(days=7))
    assert by_name["reporting.documents.v1"]["retention.ms"] == _ms(timedelta(days=30))
    assert by_name["notifications.deliveries.v1"]["retention.ms"] == _ms(timedelta(days=400))
    contacts = by_name["registration.contacts.v1"]
    assert contacts["cleanup.policy"] == "compact"
    assert contacts["max.compaction.lag.ms"] == _ms(timedelta(hours=6))
    assert contacts["compression.type"] == "uncompressed"
    assert int(contacts["delete.retention.ms"]) >= 7 * 24 * 3600 * 1000
    assert all(c["message.timestamp.type"] == "LogAppendTime" for c in by_name.values())
    assert all(
        by_name[t.name]["cleanup.policy"] == "compact"
        for t in TOPICS
        if t.cleanup is Cleanup.COMPACT
    )


def _type(path: Path) -> str:
    return path.stem.partition("~")[0]


def _ms(duration: timedelta) -> str:
    return str(int(duration.total_seconds() * 1000))


def _contains(whole: Any, part: Any) -> None:
    """Every key of `part` is in `whole` with the same value."""
    if isinstance(part, dict):
        for key, value in part.items():
            assert key in whole, f"{key} got lost"
            _contains(whole[key], value)
    elif isinstance(part, list):
        assert len(whole) == len(part)
        for ours, theirs in zip(whole, part, strict=True):
            _contains(ours, theirs)
    else:
        assert whole == part


def _fields(struct: type[Message]) -> set[str]:
    found: set[str] = set()
    for type_ in _types(struct):
        if isinstance(type_, msgspec.inspect.StructType):
            found |= {f"{type_.cls.__name__}.{field.encode_name}" for field in type_.fields}
    return found


def _types(struct: type[Message]) -> list[msgspec.inspect.Type]:
    """The types a Struct is made of, all the way down."""
    found: list[msgspec.inspect.Type] = []
    todo: list[msgspec.inspect.Type] = [msgspec.inspect.type_info(struct)]
    while todo:
        type_ = todo.pop()
        found.append(type_)
        if isinstance(type_, msgspec.inspect.StructType):
            todo += [field.type for field in type_.fields]
        todo += [
            inner
            for name in ("types", "item_types")
            for inner in getattr(type_, name, ())
            if isinstance(inner, msgspec.inspect.Type)
        ]
        for name in ("item_type", "key_type", "value_type"):
            if isinstance(inner := getattr(type_, name, None), msgspec.inspect.Type):
                todo.append(inner)
    return found


def _walk(decoded: Any, written: Any, shown: set[str]) -> None:
    """Note which fields of which Struct an example writes out with a value."""
    if isinstance(decoded, Message):
        for field in msgspec.structs.fields(decoded):
            if written.get(field.encode_name) is not None:
                shown.add(f"{type(decoded).__name__}.{field.encode_name}")
                _walk(getattr(decoded, field.name), written[field.encode_name], shown)
    elif isinstance(decoded, tuple):
        for ours, theirs in zip(decoded, written, strict=True):
            _walk(ours, theirs, shown)
    elif isinstance(decoded, dict):
        for key, ours in decoded.items():
            _walk(ours, written[key], shown)
