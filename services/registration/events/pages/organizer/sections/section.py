"""One part of the plan of an event, as a form shows and reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.registration.events.domain import Event
from shared.web.faults import Faults
from shared.web.languages import gettext
from shared.web.pages import Form

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the plan.

    `names`: its fields, also those that send nothing when they are empty. `shown`: what they hold.
    `patch`: the change that a form asks for, as the JSON API takes it. `labels`: what the fields
    are called, for a summary of errors. `at`: where an error of the API stands in the form.
    `gap`: what guests will miss, or None; it keeps nobody from publishing.
    """

    slug: str
    title: str
    lead: str
    names: Callable[[Event], Sequence[str]]
    shown: Callable[[Event], Fields]
    patch: Callable[[Form, Event, Faults], dict[str, Any]]
    labels: Mapping[str, str]
    at: Mapping[str, str] = field(default_factory=dict)
    gap: Callable[[Event], str | None] = lambda _: None

    def form(self, event: Event) -> Form:
        """What is saved, as a form."""
        return Form(self.shown(event))

    def labels_here(self) -> dict[str, str]:
        """The labels in the language of this request."""
        return {name: gettext(text) for name, text in self.labels.items()}
