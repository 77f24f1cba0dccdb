"""What collecting ideas can refuse, and why."""

from __future__ import annotations

from shared.errors import Refused


class CollectionClosed(Refused):
    """Ideas and points are taken while the collection is open only."""

    problem_type = "collection-closed"
    status = 409
    title = "The collection of ideas is closed."


class NoPointsLeft(Refused):
    """A device has so many points and no more; it may take some back elsewhere."""

    problem_type = "no-points-left"
    status = 409
    title = "There are not enough points left on this device."


class IdeaGone(Refused):
    """The idea was merged into another one or hidden meanwhile."""

    problem_type = "idea-gone"
    status = 409
    title = "The idea is not in the list any more."


class SubmissionReused(Refused):
    """The same idempotency key came with another idea before."""

    problem_type = "submission-reused"
    status = 422
    title = "This key was used for another idea."


class CollectionFull(Refused):
    """A collection, or one device in it, has as many ideas as it may have."""

    problem_type = "collection-full"
    status = 409
    title = "No more ideas are taken here."


class CategoryInUse(Refused):
    """A category with ideas in it can't be taken away; move them first."""

    problem_type = "category-in-use"
    status = 409
    title = "The category still has ideas."


class EventNotOpenForIdeas(Refused):
    """Ideas are collected at published events only, at most some days after their end."""

    problem_type = "event-not-open-for-ideas"
    status = 409
    title = "This event can't collect ideas now."
