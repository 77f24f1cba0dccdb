"""Decisions about ideas and points, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.registration.ideas.domain import (
    Collection,
    CollectionStatus,
    Idea,
    Order,
    Retention,
    check_points,
    deletion_due,
    grouped,
    shown_code,
    sorted_ideas,
    typed_code,
)
from services.registration.ideas.errors import IdeaGone, NoPointsLeft
from services.registration.ideas.intake import cleaned_text
from shared.errors import InvalidFields

NOW = datetime(2027, 5, 12, 9, 0, tzinfo=UTC)


def idea(minute: int = 0, **values: object) -> Idea:
    """An idea that came so many minutes after nine."""
    return Idea(uuid4(), uuid4(), "Obstkorb", NOW + timedelta(minutes=minute), **values)  # type: ignore[arg-type]


def collection(**values: object) -> Collection:
    """An open collection."""
    given: dict[str, object] = {
        "event_id": uuid4(),
        "version": 1,
        "code": "48271935",
        "status": CollectionStatus.OPEN,
        "points_per_device": 5,
        "retention": Retention.EVENT,
        "retention_days": None,
        "opened_at": NOW,
        "closes_at": NOW + timedelta(days=14),
        "closed_at": None,
    }
    return Collection(**{**given, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["48271935", "4827 1935", " 4827-1935 ", "48 27 19 35"])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    """Protects people who type from a screen: blanks and hyphens don't matter."""
    assert typed_code(typed) == "48271935"
    assert shown_code("48271935") == "4827 1935"


@pytest.mark.parametrize("typed", ["", "4827193", "482719355", "4827193a", "'; --", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_is_not_looked_up(typed: str) -> None:
    """Protects the look-up from anything but eight digits."""
    assert typed_code(typed) is None


def test_merged_ideas_bring_their_points_along() -> None:
    """Protects votes: merging adds up, and the merged idea is no entry of its own any more."""
    root = idea(0, weight=3, mine=1)
    child = idea(1, weight=4, mine=2, merged_into=root.id)
    [found] = grouped([root, child])
    assert (found.weight, found.mine, found.merged) == (7, 3, (child,))


def test_equal_weights_stand_in_the_order_they_came() -> None:
    """Protects the ranking from changing by itself."""
    late, early, heavy = idea(2, weight=1), idea(1, weight=1), idea(3, weight=2)
    assert sorted_ideas([late, early, heavy], Order.WEIGHT) == [heavy, early, late]
    assert sorted_ideas([late, early, heavy], Order.TIME) == [early, late, heavy]


def test_points_can_be_moved_but_not_multiplied() -> None:
    """Protects the weights: what lies elsewhere counts, what lies on this idea is replaced."""
    here, there = idea(), idea()
    given = {here.id: 2, there.id: 3}
    check_points(here, [here.id], given, 2, 5)
    check_points(here, [here.id], given, 0, 5)
    with pytest.raises(NoPointsLeft):
        check_points(here, [here.id], given, 3, 5)
    with pytest.raises(IdeaGone):
        check_points(idea(hidden=True), [], {}, 1, 5)
    with pytest.raises(IdeaGone):
        check_points(idea(merged_into=here.id), [], {}, 1, 5)


def test_only_ideas_with_days_of_their_own_are_due_by_the_clock() -> None:
    """Protects what the organizer chose: with the event, after days, or kept."""
    assert deletion_due(collection()) is None
    assert deletion_due(collection(retention=Retention.KEPT)) is None
    days = collection(retention=Retention.DAYS, retention_days=30, closed_at=NOW)
    assert deletion_due(days) == NOW + timedelta(days=30)


def test_an_open_collection_ends_by_itself() -> None:
    """Protects a page anyone may write to from being forgotten."""
    assert collection().is_open(NOW)
    assert not collection().is_open(NOW + timedelta(days=14))


@pytest.mark.parametrize(
    "text", ["Kommt zu www.example.org", "http://x", "mehr auf gesund-jena.de", "a@example.org"]
)
def test_ideas_carry_no_links(text: str) -> None:
    """Protects the room's screen from advertising."""
    with pytest.raises(InvalidFields):
        cleaned_text(text)


@pytest.mark.parametrize("text", ["Obst & Gemüse @ Work", "z.B. Yoga", "Rad statt Auto – 3x/Woche"])
def test_plain_ideas_pass(text: str) -> None:
    """Protects ordinary punctuation."""
    assert cleaned_text(f"  {text}\r\n") == text
