"""The AsyncAPI 3 document of all topics.

FastStream draws channels, operations and bindings from subscribers and publishers; payloads come
from the Structs (its own generator knows none), headers are those of CloudEvents.
"""

from __future__ import annotations

from typing import Any

import msgspec
from faststream.kafka import KafkaBroker
from faststream.kafka.schemas import Topic as FastStreamTopic
from faststream.specification import AsyncAPI

from shared.contracts.catalogue import TOPICS
from shared.contracts.dead_letters import DEAD_LETTER_TYPE
from shared.contracts.documents import DOCUMENT_TYPE, DOCUMENTS
from shared.contracts.topic import Message, Topic

VERSION = "1"
SERVER = "kafka:9092"
COMPONENT = "#/components/schemas/{name}"
HEADERS: dict[str, Any] = {
    "type": "object",
    "required": ["ce_id", "ce_type", "ce_source", "ce_time", "ce_specversion"],
    "properties": {
        "ce_id": {"type": "string", "format": "uuid", "description": "Random (UUIDv4)."},
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string", "examples": ["auftakt/registration"]},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_specversion": {"const": "1.0"},
        "traceparent": {"type": "string", "description": "W3C Trace Context."},
    },
}
RAW = {"type": "string", "format": "binary"}


def document() -> dict[str, Any]:
    """The document, ready for JSON."""
    skeleton = AsyncAPI(
        _broker(),
        title="Auftakt",
        version=VERSION,
        schema_version="3.0.0",
        description="The flow of facts between registration, notifications and reporting.",
    )
    found: dict[str, Any] = skeleton.to_specification().to_jsonable()
    found["servers"] = {"kafka": {"host": SERVER, "protocol": "kafka"}}
    found["components"] = _components()
    for part in ("channels", "operations"):
        found[part] = dict(sorted(found[part].items()))  # FastStream's order changes by run
    for channel in found["channels"].values():
        topic = next(topic for topic in TOPICS if topic.name == channel["address"])
        channel["servers"] = [{"$ref": "#/servers/kafka"}]
        channel["messages"] = {
            name: {"$ref": f"#/components/messages/{name}"} for name in _message_names(topic)
        }
    for name, operation in found["operations"].items():
        messages = found["channels"][name]["messages"]
        operation["messages"] = [{"$ref": f"#/channels/{name}/messages/{m}"} for m in messages]
    return found


def _broker() -> KafkaBroker:
    broker = KafkaBroker(SERVER, logger=None)
    for topic in TOPICS:
        place = FastStreamTopic(topic.name, declare=False)
        about = f"{topic.description} Key: {topic.key}. Cleanup: {topic.cleanup.value}."
        broker.publisher(place, title=f"{topic.producer}-writes-{topic.name}", description=about)
        for reader in topic.consumers:
            broker.subscriber(
                FastStreamTopic(topic.name, declare=False),
                title=f"{reader}-reads-{topic.name}",
                description=about,
            )(_reads)
    return broker


async def _reads(_: bytes) -> None:
    """Stands for whatever a consumer does."""


def _components() -> dict[str, Any]:
    structs: list[type[Message]] = [s for topic in TOPICS for s in topic.messages.values()]
    refs, schemas = msgspec.json.schema_components(structs, ref_template=COMPONENT)
    payloads = dict(zip(structs, refs, strict=True))
    messages: dict[str, Any] = {}
    for topic in TOPICS:
        for name in _message_names(topic):
            struct = topic.messages.get(name)
            messages[name] = {
                "name": name,
                "contentType": "application/json" if struct else "application/octet-stream",
                "headers": HEADERS,
                "payload": payloads[struct] if struct else RAW,
            }
    return {"messages": messages, "schemas": _without_discriminators(schemas)}


def _message_names(topic: Topic) -> list[str]:
    raw = DOCUMENT_TYPE if topic is DOCUMENTS else DEAD_LETTER_TYPE
    return list(topic.messages) or [raw]


def _without_discriminators(schema: Any) -> Any:
    """AsyncAPI's discriminator is a string; msgspec writes OpenAPI's object."""
    if isinstance(schema, dict):
        return {k: _without_discriminators(v) for k, v in schema.items() if k != "discriminator"}
    if isinstance(schema, list):
        return [_without_discriminators(item) for item in schema]
    return schema
