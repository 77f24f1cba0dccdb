"""The network's member companies, imported in one go from the list the network keeps."""

from __future__ import annotations

from typing import Any

from scenarios.client import Client, UnexpectedAnswerError
from scenarios.innenstadt_jena import data

PAGE = 100


async def join(client: Client, network: str) -> list[str]:
    """Upload the list, look, confirm; returns the members' ids in the order of their names.

    Raises UnexpectedAnswerError if not exactly the list becomes members.
    """
    path = f"/api/v1/organisations/{network}/imports"
    preview = await client.upload(path, data.members_list())
    if preview["state"] != "ready":
        raise UnexpectedAnswerError(f"the list of members is not taken: {preview['faults']}")
    done = await client.call("POST", f"{path}/{preview['id']}/confirm")
    members = await _members(client, network)
    expected = len(data.companies())
    if (done["created"], len(members)) != (expected, expected):
        raise UnexpectedAnswerError(f"{len(members)} members instead of {expected}")
    return [str(member["id"]) for member in sorted(members, key=lambda each: str(each["name"]))]


async def _members(client: Client, network: str) -> list[dict[str, Any]]:
    query = f"/api/v1/organisations?parent_id={network}&limit={PAGE}"
    found, path = [], query
    while True:
        page = await client.call("GET", path)
        found += page["items"]
        if page["next"] is None:
            return found
        path = f"{query}&cursor={page['next']}"
