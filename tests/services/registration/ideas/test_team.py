"""What the organizing team does with a collection."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import timedelta
from uuid import uuid4

from tests.services.registration.house import House, answer, faults
from tests.services.registration.ideas.rooms import gather


async def test_a_collection_opens_with_the_usual_headings_or_with_ones_own(house: House) -> None:
    """Protects the kick-off: needs, projects, actions, a code; opening twice is one."""
    usual = await gather(house)
    assert [c["title"] for c in usual.collection["categories"]] == [
        "Bedarfe",
        "Projekte",
        "Aktionen",
    ]
    assert usual.collection["url"].endswith(f"/i/{usual.collection['code']}")
    again = await asyncio.gather(
        *(usual.organizer.post(f"{usual.base}/open", json={}) for _ in range(4))
    )
    assert [a.json() for a in again] == [usual.collection] * 4
    own = await gather(house, categories=[{"title": "Wünsche"}], points_per_device=3)
    assert [c["title"] for c in own.collection["categories"]] == ["Wünsche"]
    assert own.collection["code"] != usual.collection["code"]


async def test_two_who_open_at_once_open_one_collection(house: House) -> None:
    """Protects from two codes for one room."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    client = house.client(await house.token("organizer", network["id"]))
    path = f"/api/v1/events/{event['id']}/ideas/open"
    made = await asyncio.gather(*(client.post(path, json={}) for _ in range(6)))
    assert {m.status_code for m in made} == {200}
    assert len({m.json()["code"] for m in made}) == 1
    assert await house.pool.fetchval("SELECT count(*) FROM idea_categories") == 3


async def test_drafts_and_events_long_over_collect_nothing(house: House) -> None:
    """Protects from open pages nobody looks after."""
    network = await house.organisation("Netzwerk")
    draft = await house.event(network["id"], publish=False)
    over = await house.event(network["id"])
    house.now += timedelta(days=40)
    client = house.client(await house.token("organizer", network["id"]))
    for event in (draft, over):
        refused = await client.post(f"/api/v1/events/{event['id']}/ideas/open", json={})
        assert (await answer(refused, 409))["type"].endswith("event-not-open-for-ideas")


async def test_headings_change_but_never_lose_ideas(house: House) -> None:
    """Protects ideas: a heading in use stays, others are renamed, added, taken away."""
    gathering = await gather(house)
    phone = await gathering.phone()
    await phone.idea(gathering.categories[0], "Obstkorb")
    kept, *_ = gathering.collection["categories"]
    path = f"{gathering.base}/collection"
    body = {"categories": [{"title": "Neu"}, {"id": kept["id"], "title": "Was wir brauchen"}]}
    changed = await answer(await gathering.organizer.patch(path, json=body), 200)
    assert [c["title"] for c in changed["categories"]] == ["Neu", "Was wir brauchen"]
    refused = await gathering.organizer.patch(path, json={"categories": [{"title": "Nur das"}]})
    assert (await answer(refused, 409))["type"].endswith("category-in-use")
    for wrong, field in (
        ([{"title": "A"}, {"title": "a"}], "categories[1].title"),
        ([{"id": str(uuid4()), "title": "A"}], "categories[0].id"),
        ([{"title": " "}], "categories[0].title"),
    ):
        found = await gathering.organizer.patch(path, json={"categories": wrong})
        assert list(faults(found)) == [field]
    days = await gathering.organizer.patch(path, json={"retention": "days"})
    assert list(faults(days)) == ["retention_days"]
    assert (await answer(await gathering.organizer.get(path), 200)) == changed


async def test_merging_adds_up_and_can_be_undone(house: House) -> None:
    """Protects votes when duplicates are merged, also in chains, and taken apart again."""
    gathering = await gather(house)
    one, two = await gathering.phone(), await gathering.phone()
    needs, projects, _ = gathering.categories
    a = await one.idea(needs, "Obstkorb")
    b = await two.idea(projects, "Obst im Büro")
    c = await two.idea(needs, "Mehr Obst")
    await asyncio.gather(one.give(a, 2), one.give(b, 1), two.give(b, 3), two.give(c, 1))
    await gathering.patch(c, merged_into=b)
    merged = await gathering.patch(b, merged_into=a)
    assert merged["merged_into"] == a
    [found] = (await gathering.list())["items"]
    assert (found["id"], found["points"], len(found["merged"])) == (a, 7, 2)
    assert (await answer(await one.give(b, 1), 409))["type"].endswith("idea-gone")
    assert [i["mine"] for i in (await one.room())["items"]] == [3]
    assert await answer(await one.give(a, 1), 200) == {"left": 4}
    await gathering.patch(b, merged_into=None)
    assert {i["id"]: i["points"] for i in (await gathering.list())["items"]} == {a: 2, b: 3}
    for wrong in (a, str(uuid4())):
        refused = await gathering.organizer.patch(
            f"{gathering.base}/{a}", json={"merged_into": wrong}
        )
        assert list(faults(refused)) == ["merged_into"]
    refused = await gathering.organizer.patch(f"{gathering.base}/{a}", json={"merged_into": c})
    assert list(faults(refused)) == ["merged_into"]


async def test_merging_while_phones_give_points_loses_none(house: House) -> None:
    """Protects against the race of organizer and room: what was answered with 200 is counted."""
    gathering = await gather(house)
    phones = [await gathering.phone() for _ in range(20)]
    a = await phones[0].idea(gathering.categories[0], "Obstkorb")
    b = await phones[1].idea(gathering.categories[0], "Obst")
    taps = [phone.give(b if n % 2 else a, 2) for n, phone in enumerate(phones)]
    given, merged = await asyncio.gather(asyncio.gather(*taps), gathering.patch(b, merged_into=a))
    assert merged["merged_into"] == a
    taken = sum(response.status_code == 200 for response in given)
    assert {response.status_code for response in given} <= {200, 409}
    [found] = (await gathering.list())["items"]
    assert found["points"] == 2 * taken >= 20


async def test_hidden_ideas_leave_the_room_and_give_points_back(house: House) -> None:
    """Protects the room from unfit texts, and the points of those who liked them."""
    gathering = await gather(house)
    phone = await gathering.phone()
    unfit = await phone.idea(gathering.categories[0], "Unfug")
    await phone.give(unfit, 5)
    assert (await gathering.patch(unfit, hidden=True))["points"] == 0
    seen = await phone.room()
    assert (seen["items"], seen["left"]) == ([], 5)
    assert (await answer(await phone.give(unfit, 1), 409))["type"].endswith("idea-gone")
    table = (await gathering.organizer.get(f"{gathering.base}/export.csv")).text
    assert "Unfug" not in table
    await gathering.patch(unfit, hidden=False, text="Gut so", category_id=gathering.categories[1])
    [shown] = (await phone.room())["items"]
    assert (shown["text"], shown["category_id"]) == ("Gut so", gathering.categories[1])


async def test_files_hold_the_list_by_weight_and_run_nothing(house: House) -> None:
    """Protects whoever opens the export: formulas of strangers are text."""
    gathering = await gather(house)
    phone = await gathering.phone()
    await phone.idea(gathering.categories[0], "Zweite")
    first = await phone.idea(gathering.categories[2], "=SUM(A1:A9)")
    await phone.give(first, 2)
    table = await gathering.organizer.get(f"{gathering.base}/export.csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("1;Aktionen;'=SUM(A1:A9);2;;")
    assert lines[2].startswith("2;Bedarfe;Zweite;0;;")
    book = await gathering.organizer.get(f"{gathering.base}/export.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as opened:
        assert b"<f>" not in opened.read("xl/worksheets/sheet1.xml")


async def test_what_the_team_did_is_in_the_audit_log_without_words(house: House) -> None:
    """Protects accountability: who hid an idea can be found, its text can't."""
    gathering = await gather(house)
    phone = await gathering.phone()
    idea = await phone.idea(gathering.categories[0], "Geheimnis")
    await gathering.patch(idea, hidden=True)
    rows = await house.pool.fetch("SELECT audit_log::text AS row FROM audit_log")
    kept = [row["row"] for row in rows if "ideas." in row["row"]]
    assert any("ideas.curated" in row and idea in row for row in kept)
    assert not any("Geheimnis" in row for row in kept)
