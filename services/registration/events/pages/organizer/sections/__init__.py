"""The parts of an event's plan, in the order in which they are filled in."""

from __future__ import annotations

from services.registration.events.pages.organizer.sections.accessibility import ACCESSIBILITY
from services.registration.events.pages.organizer.sections.basics import BASICS
from services.registration.events.pages.organizer.sections.counting import COUNTING
from services.registration.events.pages.organizer.sections.people import PEOPLE
from services.registration.events.pages.organizer.sections.places import PLACES
from services.registration.events.pages.organizer.sections.section import Section
from services.registration.events.pages.organizer.sections.texts import TEXTS
from services.registration.events.pages.organizer.sections.where import WHERE

__all__ = ["PROGRAMME", "QUESTIONS", "SECTIONS", "STEPS", "Section"]

SECTIONS = {
    section.slug: section
    for section in (BASICS, WHERE, ACCESSIBILITY, TEXTS, PLACES, PEOPLE, COUNTING)
}
PROGRAMME = "programme"
QUESTIONS = "questions"
STEPS = (
    "basics",
    "where",
    "accessibility",
    "texts",
    PROGRAMME,
    "places",
    "people",
    QUESTIONS,
    "counting",
)
"""The programme is a list and no form, so it has a page of its own; what is asked at registration
is a later slice's, which answers at `plan/questions` in the same frame."""
